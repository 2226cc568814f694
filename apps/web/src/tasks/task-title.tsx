import { useState } from "react";
import type { Task } from "@typedo/api";
import { describeError, faultsAt } from "../api/describe-error.js";
import { pointerTo } from "./field-pointer.js";
import { Highlighted } from "./highlighted.js";
import { draftOf } from "./task-draft.js";
import { TitleField } from "./title-field.js";
import type { SaveEdit } from "./use-task-edit.js";

interface Props {
  readonly task: Task;
  readonly save: SaveEdit;
  /** What was searched for, to be marked. */
  readonly q: string;
  readonly editing: boolean;
  readonly onEditing: (editing: boolean) => void;
}

/** A title that comes back as a field: what was typed, over which version, and why it was refused. */
interface Returned {
  readonly base: Task;
  readonly title: string;
  readonly refusal?: string;
}

/** The title; a click, Enter or F2 makes it a field. A refused text comes back, with the server's reason beside it. */
export function TaskTitle({ task, save, q, editing, onEditing }: Props) {
  const [returned, setReturned] = useState<Returned>();
  const [takesFocus, setTakesFocus] = useState(false);
  // The version that one saw when one began.
  const [base, setBase] = useState(task);
  const [wasEditing, setWasEditing] = useState(editing);
  if (editing !== wasEditing) {
    setWasEditing(editing);
    if (editing) setBase(returned?.base ?? task);
  }

  function leave(byKey: boolean) {
    setTakesFocus(byKey);
    setReturned(undefined);
    onEditing(false);
  }

  async function submit(title: string, byKey: boolean) {
    leave(byKey);
    const outcome = await save(base, { ...draftOf(base), title });
    if (outcome.kind === "editing") bringBack({ base: outcome.base, title: outcome.draft.title });
    if (outcome.kind !== "refused" || outcome.error.data?.code === "not_found") return;
    const { error } = outcome;
    bringBack({ base, title, refusal: faultsAt(error, [pointerTo("title")]) ?? describeError(error) });
  }

  function bringBack(what: Returned) {
    setReturned(what);
    onEditing(true);
  }

  if (editing) {
    return (
      <TitleField
        initial={returned?.title ?? base.title}
        refusal={returned?.refusal}
        onSubmit={(title, byKey) => void submit(title, byKey)}
        onLeave={() => leave(true)}
      />
    );
  }
  return (
    <button
      type="button"
      className="task-title"
      title="Change the title"
      autoFocus={takesFocus}
      onBlur={() => setTakesFocus(false)}
      onClick={() => onEditing(true)}
    >
      <Highlighted text={task.title} q={q} />
    </button>
  );
}
