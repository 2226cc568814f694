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

/** By their ids: the new tasks that are on their way to the server, or wait to be sent again. */
export const newTasks = createUnsaved<NewTask>();
