import { faultsAt } from "../api/describe-error.js";
import type { ApiClientError } from "../api/trpc.js";
import { pointerTo } from "./field-pointer.js";
import { expectTask, type NewTask } from "./task-changes.js";
import { draftOf, type TaskDraft } from "./task-draft.js";
import { createUnsaved } from "./unsaved.js";

interface NewTaskDraft {
  readonly draft: TaskDraft;
  /** Why it was not added when that was tried. */
  readonly error?: ApiClientError;
}

/** What is in the field for a new task, of which there is one. */
export const newTaskDrafts = createUnsaved<NewTaskDraft>();
export const NEW_TASK = "new";

interface NewPartDraft {
  readonly title: string;
  /** Why it was not added when that was tried. */
  readonly refusal?: string;
}

/** What is in the field for a new part of a task, by the task's id. */
export const newPartDrafts = createUnsaved<NewPartDraft>();

interface UnstoredTask {
  readonly input: NewTask;
  /** It is not on its way any more: the user is asked what to do. */
  readonly hasFailed: boolean;
}

/** By their ids: the new tasks that are not stored yet. */
export const newTasks = createUnsaved<UnstoredTask>();

/**
 * Puts what was refused back into the field where it was typed, since to try it again as it is would be of no use.
 * False if it can't be put there: something else has been typed, or it is not the text of a part that was refused.
 */
export function putBack(userId: string, input: NewTask, error: ApiClientError): boolean {
  const { parentId, title } = input;
  if (typeof parentId !== "string") {
    if (newTaskDrafts.get(userId, NEW_TASK)) return false;
    newTaskDrafts.keep(userId, NEW_TASK, { draft: draftOf(expectTask(input, new Date())), error });
    return true;
  }
  const refusal = faultsAt(error, [pointerTo("title")]);
  if (refusal === undefined || newPartDrafts.get(userId, parentId)) return false;
  newPartDrafts.keep(userId, parentId, { title, refusal });
  return true;
}
