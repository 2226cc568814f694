import { useId, useState, type KeyboardEvent } from "react";
import type { Task } from "@typedo/api";
import { describeError, faultsAt } from "../api/describe-error.js";
import { pointerTo } from "./field-pointer.js";
import type { useUpdateTask } from "./use-update-task.js";

interface Props {
  readonly task: Task;
  readonly save: ReturnType<typeof useUpdateTask>["save"];
  readonly editing: boolean;
  readonly onEditing: (editing: boolean) => void;
}

/** The title; a click, Enter or F2 makes it a field. A refused text comes back, with the server's reason beside it. */
export function TaskTitle({ task, save, editing, onEditing }: Props) {
  const [text, setText] = useState(task.title);
  const [error, setError] = useState<string>();
  const [takesFocus, setTakesFocus] = useState(false);
  const errorId = useId();

  function start() {
    setText(task.title);
    setError(undefined);
    onEditing(true);
  }

  function leave(refocus: boolean) {
    setTakesFocus(refocus);
    setError(undefined);
    onEditing(false);
  }

  async function submit(refocus: boolean) {
    const title = text.trim();
    if (title === "") {
      setError("A task needs a title.");
      return;
    }
    leave(refocus);
    if (title === task.title) return;
    const failure = await save({ title });
    if (!failure || failure.data?.code === "not_found") return;
    setText(text);
    setError(faultsAt(failure, [pointerTo("title")]) ?? describeError(failure));
    onEditing(true);
  }

  function handleKey(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") leave(true);
    if (event.key !== "Enter") return;
    // Else the same key press would also press the button that takes the field's place.
    event.preventDefault();
    void submit(true);
  }

  if (!editing) {
    return (
      <button
        type="button"
        className="task-title"
        title="Change the title"
        autoFocus={takesFocus}
        onBlur={() => setTakesFocus(false)}
        onClick={start}
      >
        {task.title}
      </button>
    );
  }
  return (
    <div className="task-title-edit">
      <input
        type="text"
        aria-label="Title"
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : errorId}
        maxLength={500}
        autoFocus
        onFocus={({ target }) => target.setSelectionRange(target.value.length, target.value.length)}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={handleKey}
        // Leaving the field keeps what was typed; an empty title can't be kept.
        onBlur={() => (error !== undefined || text.trim() === "" ? undefined : void submit(false))}
      />
      {error !== undefined && (
        <p id={errorId} className="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
