import type { ApiClientError } from "../api/trpc.js";
import type { NewTask } from "./task-changes.js";
import type { TaskDraft } from "./task-draft.js";
import { createUnsaved } from "./unsaved.js";

interface NewTaskDraft {
  readonly draft: TaskDraft;
  /** Why it was not added when that was tried. */
  readonly error?: ApiClientError;
}

/** What is in the field for a new task, of which there is one. */
export const newTaskDrafts = createUnsaved<NewTaskDraft>();
export const NEW_TASK = "new";

interface UnstoredTask {
  readonly input: NewTask;
  /** It is not on its way any more: the user is asked what to do. */
  readonly hasFailed: boolean;
}

/** By their ids: the new tasks that are not stored yet. */
export const newTasks = createUnsaved<UnstoredTask>();
