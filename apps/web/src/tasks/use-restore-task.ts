import type { Task } from "@typedo/api";
import { useCallback } from "react";
import { describeError } from "../api/describe-error.js";
import { trpc, type ApiInputs } from "../api/trpc.js";
import { useToasts } from "../ui/use-toasts.js";
import { newId } from "./new-id.js";
import { cancelReads, putTask } from "./task-cache.js";
import { useTaskWrites } from "./use-task-writes.js";

type Restoration = ApiInputs["tasks"]["restore"];

/** What is brought back, by what is sent for it: out of sight, no list has it any more. */
const restored = new WeakMap<Restoration, Task>();

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
    onError: (error, input) => {
      const task = restored.get(input);
      const isGone = error.data?.code === "not_found";
      // Not found may also mean that it is in no trash, since it was never deleted: then the lists tell.
      if (!isGone && task) putTask(client, { ...task, deletedAt: task.deletedAt ?? new Date() });
      show({
        tone: "error",
        message: `“${task?.title ?? "The task"}” was not brought back. ${describeError(error)}`,
        about: input.id,
        ...(!isGone && task && { action: { label: "Try again", run: () => send(task, input) } }),
      });
    },
    onSettled: settle,
  });

  const send = useCallback(
    (task: Task, input: Restoration) => {
      restored.set(input, task);
      mutate(input);
      // After `mutate`, whose start takes lists under way off; shown at once, from what is known here.
      void cancelReads(utils).then(() => putTask(client, { ...task, deletedAt: null }));
    },
    [mutate, utils, client],
  );

  const restore = useCallback(
    (task: Task) => {
      dismissAbout([task.id]);
      send(task, { id: task.id, idempotencyKey: newId() });
    },
    [send, dismissAbout],
  );
  return { restore };
}
