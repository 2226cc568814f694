import { useCallback } from "react";
import { describeError } from "../api/describe-error.js";
import { trpc } from "../api/trpc.js";
import { useToasts } from "../ui/use-toasts.js";
import { newId } from "./new-id.js";
import { newPartDrafts } from "./new-task.js";
import { dropTask, findTask, putTask } from "./task-cache.js";
import { taskEdits } from "./task-edit.js";
import { titleEdits } from "./title-edit.js";
import { useUserId } from "./unsaved.js";
import { useRestoreTask } from "./use-restore-task.js";
import { useTaskWrites } from "./use-task-writes.js";

/** Puts a task into the trash, and offers to take it out again, with what was typed for it and not saved. */
export function useDeleteTask() {
  const { client, options, begin, settle } = useTaskWrites();
  const { show, dismiss, dismissAbout } = useToasts();
  const { restore } = useRestoreTask();
  const userId = useUserId();

  const { mutate } = trpc.tasks.delete.useMutation({
    ...options,
    onMutate: async ({ id }) => {
      await begin();
      const before = findTask(client, id);
      if (!before) return undefined;
      putTask(client, { ...before, deletedAt: new Date() });
      const putBack = [taskEdits, titleEdits, newPartDrafts].map((kind) => kind.take(userId, id));
      const putTypedBack = () => putBack.forEach((put) => put());
      const undo = () => {
        putTypedBack();
        restore(before);
      };
      dismissAbout([id]);
      const toast = show({
        message: `“${before.title}” is in the trash`,
        action: { label: "Undo", run: undo },
        about: id,
      });
      return { before, toast, putTypedBack };
    },
    onError: (error, input, context) => {
      if (context) dismiss(context.toast);
      // Gone already is what was wanted.
      if (!context || error.data?.code === "not_found") return dropTask(client, input.id);
      putTask(client, context.before);
      context.putTypedBack();
      show({
        tone: "error",
        message: `“${context.before.title}” was not deleted. ${describeError(error)}`,
        action: { label: "Try again", run: () => mutate(input) },
        about: input.id,
      });
    },
    onSettled: settle,
  });

  const remove = useCallback((id: string) => mutate({ id, idempotencyKey: newId() }), [mutate]);
  return { remove };
}
