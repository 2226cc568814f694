import { describeError } from "../api/describe-error.js";
import { trpc, type ApiClientError, type ApiInputs } from "../api/trpc.js";
import { useToasts } from "../ui/use-toasts.js";
import { newId } from "./new-id.js";
import { dropTask, putTask } from "./task-cache.js";
import { expectTask, type NewTask } from "./task-changes.js";
import { useTaskWrites } from "./use-task-writes.js";

/** Adds a task; it is shown at once. Its id and key are chosen here, so that sent twice it is still one task. */
export function useCreateTask() {
  const { client, options, begin, settle, isLast } = useTaskWrites();
  const { show } = useToasts();

  const create = trpc.tasks.create.useMutation({
    ...options,
    onMutate: async (input) => {
      await begin();
      if (hasId(input)) putTask(client, expectTask(input, new Date()));
    },
    onSuccess: (task) => {
      if (isLast()) putTask(client, task);
    },
    onError: (error, input) => {
      if (isStoredAlready(error) || !hasId(input)) return;
      dropTask(client, input.id);
      show({
        tone: "error",
        message: `“${input.title}” was not added. ${describeError(error)}`,
        action: { label: "Try again", run: () => create.mutate(input) },
      });
    },
    onSettled: settle,
  });

  return { create: (input: NewTask) => create.mutate({ ...input, idempotencyKey: newId() }) };
}

function hasId(input: ApiInputs["tasks"]["create"]): input is NewTask {
  return input.id !== undefined;
}

/** The id was made at random for this very task: if it is there, an earlier try has arrived after all. */
function isStoredAlready(error: ApiClientError): boolean {
  return error.data?.code === "conflict";
}
