import type { Task } from "@typedo/api";
import { useCallback } from "react";
import { describeError } from "../api/describe-error.js";
import { trpc } from "../api/trpc.js";
import { useToasts } from "../ui/use-toasts.js";
import { newId } from "./new-id.js";
import { dropTask, findTask, putTask } from "./task-cache.js";
import { useTaskWrites } from "./use-task-writes.js";

/** Deletes a task for good: the version that was seen in the trash, and not one that was brought back meanwhile. */
export function useDestroyTask() {
  const { client, options, begin, settle } = useTaskWrites();
  const { show, dismissAbout } = useToasts();

  const { mutate } = trpc.tasks.delete.useMutation({
    ...options,
    onMutate: async ({ id }) => {
      dismissAbout([id]);
      await begin();
      const before = findTask(client, id);
      dropTask(client, id);
      return { before };
    },
    onSuccess: (_nothing, _input, context) => {
      if (context.before) show({ message: `“${context.before.title}” is deleted for good` });
    },
    onError: (error, _input, context) => {
      // Gone already is what was wanted.
      if (!context?.before || error.data?.code === "not_found") return;
      putTask(client, context.before);
      const { title } = context.before;
      const reason =
        error.data?.code === "precondition_failed" ? "It was changed elsewhere meanwhile." : describeError(error);
      show({ tone: "error", message: `“${title}” was not deleted. ${reason}` });
    },
    onSettled: settle,
  });

  const destroy = useCallback(
    ({ id, version }: Task) => mutate({ id, permanent: true, ifVersion: version, idempotencyKey: newId() }),
    [mutate],
  );
  return { destroy };
}
