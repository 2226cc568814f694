import { useCallback, useEffect } from "react";
import { describeError } from "../api/describe-error.js";
import { trpc, type ApiClientError, type ApiInputs } from "../api/trpc.js";
import { useToasts } from "../ui/use-toasts.js";
import { newId } from "./new-id.js";
import { NEW_TASK, newTasks, putBack } from "./new-task.js";
import { dropTask, findPlace, putTask } from "./task-cache.js";
import { expectTask, type NewTask } from "./task-changes.js";
import type { TaskView } from "./task-view.js";
import { useUserId } from "./unsaved.js";
import { useTaskWrites } from "./use-task-writes.js";

/** Adds a task; it is shown at once. Its id and key are chosen here, so that sent twice it is still one task. */
export function useCreateTask() {
  const { client, options, begin, settle, isLast } = useTaskWrites();
  const { show, dismissAbout } = useToasts();
  const userId = useUserId();

  const { mutate } = trpc.tasks.create.useMutation({
    ...options,
    onMutate: async (input) => {
      await begin();
      if (hasId(input)) putTask(client, expectTask(input, new Date()));
    },
    onSuccess: (task) => {
      newTasks.forget(userId, task.id);
      if (isLast()) putTask(client, task);
    },
    onError: (error, input) => {
      if (!hasId(input)) return;
      if (isStoredAlready(error)) {
        newTasks.forget(userId, input.id);
        return;
      }
      dropTask(client, input.id);
      // Given up, by signing out while it was on its way.
      if (!newTasks.get(userId, input.id)) return;
      if (error.data?.code === "validation_failed" && putBack(userId, input, error)) {
        newTasks.forget(userId, input.id);
        return;
      }
      newTasks.keep(userId, input.id, { input, hasFailed: true });
      tellNotAdded(error);
    },
    onSettled: settle,
  });

  const send = useCallback(
    (input: NewTask) => {
      newTasks.keep(userId, input.id, { input, hasFailed: false });
      mutate(input);
    },
    [mutate, userId],
  );

  /** In one message, however many: where the server is away, one for each would hide the page. */
  function tellNotAdded(error: ApiClientError) {
    const failed = newTasks.all(userId).filter(({ hasFailed }) => hasFailed);
    const [first, ...others] = failed.map(({ input }) => `“${input.title}”`);
    const names = others.length === 0 ? `${first} was` : `${first} and ${others.length} more were`;
    const undo = () => {
      for (const task of failed) newTasks.keep(userId, task.input.id, task);
      tellNotAdded(error);
    };
    const giveUp = () => {
      for (const { input } of failed) newTasks.forget(userId, input.id);
      show({ message: `${names} given up`, action: { label: "Undo", run: undo } });
    };
    dismissAbout([NEW_TASK]);
    show({
      tone: "error",
      message: `${names} not added. ${describeError(error)}`,
      action: { label: "Try again", run: () => failed.forEach(({ input }) => send(input)) },
      about: NEW_TASK,
      onGiveUp: giveUp,
    });
  }

  /** Gives where the task will be for one who looks at that view, as far as one can know here. */
  function create(task: NewTask, view: TaskView) {
    send({ ...task, idempotencyKey: newId() });
    return findPlace(client, expectTask(task, new Date()), view);
  }

  return { create, send, userId };
}

/** What was on its way when the session ended is sent again when its user is back, each under its key. */
export function useResumeNewTasks(): void {
  const { send, userId } = useCreateTask();
  useEffect(() => {
    for (const { input } of newTasks.all(userId)) send(input);
  }, [send, userId]);
}

function hasId(input: ApiInputs["tasks"]["create"]): input is NewTask {
  return input.id !== undefined;
}

/** The id was made at random for this very task: if it is there, an earlier try has arrived after all. */
function isStoredAlready(error: ApiClientError): boolean {
  return error.data?.code === "conflict";
}
