import type { Task } from "@typedo/api";
import type { ApiClientError } from "../api/trpc.js";
import { mergeDrafts } from "./task-conflict.js";
import { draftOf, type TaskDraft } from "./task-draft.js";
import { createUnsaved } from "./unsaved.js";
import { withLabel } from "./with-label.js";

/** What was typed into a task's editor, and over which version. */
export interface TaskEdit {
  readonly base: Task;
  readonly draft: TaskDraft;
  /** A label that was not added yet. */
  readonly labelText: string;
  /** Why it was not stored when that was tried. */
  readonly error?: ApiClientError | undefined;
}

/** By the task's id. */
export const taskEdits = createUnsaved<TaskEdit>();

export function editOf(task: Task): TaskEdit {
  return { base: task, draft: draftOf(task), labelText: "" };
}

/** All that is in the editor: a label that was not added yet is meant too. */
export function typedIn({ draft, labelText }: TaskEdit): TaskDraft {
  return { ...draft, labels: withLabel(draft.labels, labelText) };
}

export function isUnsaved(edit: TaskEdit): boolean {
  return JSON.stringify(typedIn(edit)) !== JSON.stringify(draftOf(edit.base));
}

/**
 * What is still to be stored after `sent` was: what was typed since then, over the task as it has become, where `draft`
 * is what there is left of what was sent. Undefined if that is nothing.
 */
export function restOf(
  edit: TaskEdit,
  sent: TaskDraft,
  { base, draft }: Pick<TaskEdit, "base" | "draft">,
): TaskEdit | undefined {
  const rest = { base, draft: mergeDrafts(sent, edit.draft, draft), labelText: edit.labelText };
  return isUnsaved(rest) ? rest : undefined;
}
