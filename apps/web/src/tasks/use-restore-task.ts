import type { Task } from "@typedo/api";
import { useCallback } from "react";
import { describeError } from "../api/describe-error.js";
import { trpc } from "../api/trpc.js";
import { useToasts } from "../ui/use-toasts.js";
import { newId } from "./new-id.js";
import { dropTask, putTask } from "./task-cache.js";
import { useTaskWrites } from "./use-task-writes.js";

/** Takes a task out of the trash; it is shown where it belongs at once. */
export function useRestoreTask() {
  const { utils, client, options, begin, settle, isLast } = useTaskWrites();
  const { show, dismissAbout } = useToasts();

  const { mutate } = trpc.tasks.restore.useMutation({
    ...options,
    onMutate: begin,
    onSuccess: (task) => {
      if (isLast()) putTask(client, task);
    },
    onError: (error, { id }) => {
      // Not found may also mean that it is in no trash, since it was never deleted: then the lists tell.
      if (error.data?.code !== "not_found") dropTask(client, id);
      show({ tone: "error", message: `The task was not brought back. ${describeError(error)}` });
    },
    onSettled: settle,
  });

  const restore = useCallback(
    (task: Task) => {
      dismissAbout([task.id]);
      mutate({ id: task.id, idempotencyKey: newId() });
      // After `mutate`, whose start takes lists under way off; shown at once, from what is known here.
      void utils.tasks.list.cancel().then(() => putTask(client, { ...task, deletedAt: null }));
    },
    [mutate, dismissAbout, utils, client],
  );
  return { restore };
}
