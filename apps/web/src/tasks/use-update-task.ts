import { describeError, isTransient } from "../api/describe-error.js";
import { trpc, type ApiClientError } from "../api/trpc.js";
import { useToasts } from "../ui/use-toasts.js";
import { dropTask, findTask, putTask } from "./task-cache.js";
import { expectChanges, oppositeChanges, type TaskChanges } from "./task-changes.js";
import { useTaskWrites } from "./use-task-writes.js";

/** Changes a task; the change is shown at once, and taken back if the server says no. */
export function useUpdateTask(id: string) {
  const { utils, options, begin, settle, isLast } = useTaskWrites();
  const { show } = useToasts();

  const update = trpc.tasks.update.useMutation({
    ...options,
    retry: (failures, error) => failures < 1 && isTransient(error),
    onMutate: async (changes) => {
      await begin();
      const before = findTask(utils, id);
      if (before) putTask(utils, expectChanges(before, changes, new Date()));
      return { before };
    },
    onSuccess: (task) => {
      if (isLast()) putTask(utils, task);
    },
    onError: (error, changes, context) => {
      const before = context?.before;
      if (error.data?.code === "not_found") dropTask(utils, id);
      else if (before) putTask(utils, undo(findTask(utils, id) ?? before));
      show({ tone: "error", message: `“${before?.title ?? "The task"}” was not changed. ${describeError(error)}` });

      // Only what this very call changed: another one may be on its way.
      function undo(now: NonNullable<typeof before>) {
        const task = before ?? now;
        return { ...expectChanges(now, oppositeChanges(task, changes), task.updatedAt), version: task.version };
      }
    },
    onSettled: settle,
  });

  return {
    /** Resolves to the error if the server refused. */
    save: async (changes: TaskChanges): Promise<ApiClientError | undefined> =>
      update.mutateAsync({ ...changes, id }).then(
        () => undefined,
        (error: ApiClientError) => error,
      ),
  };
}
