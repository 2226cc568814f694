import { useState } from "react";
import type { Task } from "@typedo/api";
import { describeError, faultsAt } from "../api/describe-error.js";
import { pointerTo } from "./field-pointer.js";
import { Highlighted } from "./highlighted.js";
import { draftOf } from "./task-draft.js";
import { titleEdits, type TitleEdit } from "./title-edit.js";
import { TitleField } from "./title-field.js";
import { useUnsaved } from "./unsaved.js";
import type { SaveEdit } from "./use-task-edit.js";

interface Props {
  readonly task: Task;
  readonly save: SaveEdit;
  /** What was searched for, to be marked. */
  readonly q: string;
  readonly editing: boolean;
  readonly onEditing: (editing: boolean) => void;
}

/** The title; a click, Enter or F2 makes it a field. A refused text comes back, with the server's reason beside it. */
export function TaskTitle({ task, save, q, editing, onEditing }: Props) {
  const { kept, get, keep, forget } = useUnsaved(titleEdits, task.id);
  const [takesFocus, setTakesFocus] = useState(false);
  // The version that one saw when one began.
  const [begun, setBegun] = useState(task);
  const [wasEditing, setWasEditing] = useState(editing);
  if (editing !== wasEditing) {
    setWasEditing(editing);
    if (editing) setBegun(task);
  }
  const base = kept?.base ?? begun;

  function type(title: string) {
    if (title === base.title) forget();
    else keep({ ...kept, base, title });
  }

  function leave(byKey: boolean) {
    setTakesFocus(byKey);
    onEditing(false);
  }

  async function submit(title: string, byKey: boolean) {
    leave(byKey);
    // Until it is stored.
    keep({ base, title });
    const outcome = await save(base, { ...draftOf(base), title });
    const now = get();
    if (!now) return;
    if (outcome.error?.data?.code === "not_found") forget();
    else if (outcome.error) {
      const refusal = faultsAt(outcome.error, [pointerTo("title")]) ?? describeError(outcome.error);
      bringBack({ ...now, refusal });
    } else if (now.title !== title) keep({ ...now, base: outcome.base });
    else if (outcome.draft.title !== outcome.base.title) bringBack({ base: outcome.base, title });
    else forget();
  }

  function bringBack(edit: TitleEdit) {
    keep(edit);
    onEditing(true);
  }

  if (editing) {
    return (
      <TitleField
        initial={kept?.title ?? base.title}
        refusal={kept?.refusal}
        onType={type}
        onSubmit={(title, byKey) => void submit(title, byKey)}
        onLeave={() => {
          forget();
          leave(true);
        }}
      />
    );
  }
  return (
    <button
      type="button"
      className="task-title"
      dir="auto"
      title="Change the title"
      autoFocus={takesFocus}
      onBlur={() => setTakesFocus(false)}
      onClick={() => onEditing(true)}
    >
      <Highlighted text={task.title} q={q} />
    </button>
  );
}
