import type { Task } from "@typedo/api";
import { useState } from "react";
import { useToasts } from "../ui/use-toasts.js";
import { editOf, isUnsaved, restOf, taskEdits, typedIn, type TaskEdit } from "./task-edit.js";
import type { TaskDraft } from "./task-draft.js";
import { useUnsaved } from "./unsaved.js";
import type { SaveEdit } from "./use-task-edit.js";

/** What is in a task's editor, and its way to the server and out of it. What is typed stays until it is stored or given up. */
export function useEditForm(task: Task, save: SaveEdit) {
  const { kept, get, keep, forget } = useUnsaved(taskEdits, task.id);
  const [sent, setSent] = useState<TaskDraft>();
  const { show } = useToasts();
  const busy = sent !== undefined;
  const edit = kept ?? editOf(task);

  function change(changes: Partial<TaskEdit>) {
    const next = { ...(get() ?? editOf(task)), ...changes };
    // Put back to what it was while something else is on its way: that is a change of that.
    if (busy || isUnsaved(next)) keep(next);
    else forget();
  }

  /** Gives whether nothing is left: what was typed meanwhile is. */
  async function submit(): Promise<boolean> {
    const typed = typedIn(edit);
    keep({ ...edit, draft: typed, labelText: "", error: undefined });
    setSent(typed);
    const outcome = await save(edit.base, typed);
    setSent(undefined);
    const now = get();
    if (!now) return true;
    const rest = outcome.error ? { ...now, error: outcome.error } : restOf(now, typed, outcome);
    if (rest) keep(rest);
    else forget();
    return rest === undefined;
  }

  /** Takes what was typed out of the editor; the message has it, until it goes. */
  function giveUp() {
    const given = get();
    if (given) offerBack(given);
    forget();
  }

  function offerBack(given: TaskEdit) {
    const undo = () => {
      const newer = get();
      keep(given);
      if (newer) offerBack(newer);
    };
    show({
      message: `What you typed for “${task.title}” is not saved`,
      action: { label: "Undo", run: undo },
      about: task.id,
    });
  }

  return { edit, isResumed: kept !== undefined, busy, change, submit, giveUp };
}
