import { useId, useState, type KeyboardEvent } from "react";
import { MOST_TITLE, tooLong } from "./text-limits.js";

interface Props {
  readonly initial: string;
  /** Why the text was refused, if it was. */
  readonly refusal: string | undefined;
  readonly onType: (text: string) => void;
  /** `byKey`: the one who submits works by keyboard, and has no other place for the focus yet. */
  readonly onSubmit: (title: string, byKey: boolean) => void;
  readonly onLeave: () => void;
}

/** The title as a field. Enter, or leaving it, keeps what was typed; Escape does not. */
export function TitleField({ initial, refusal, onType, onSubmit, onLeave }: Props) {
  const [text, setText] = useState(initial);
  const [isEmptyRefused, setEmptyRefused] = useState(false);
  const errorId = useId();
  const excess = tooLong(text.trim(), MOST_TITLE);
  const error = isEmptyRefused && text.trim() === "" ? "A task needs a title." : (excess ?? refusal);

  function submit(byKey: boolean) {
    if (text.trim() === "") setEmptyRefused(true);
    else if (excess === undefined) onSubmit(text.trim(), byKey);
  }

  function handleKey(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onLeave();
    if (event.key !== "Enter") return;
    // Else the same key press would also press the button that takes the field's place.
    event.preventDefault();
    submit(true);
  }

  return (
    <div className="task-title-edit">
      <input
        type="text"
        dir="auto"
        aria-label="Title"
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : errorId}
        autoFocus
        onFocus={({ target }) => target.setSelectionRange(target.value.length, target.value.length)}
        value={text}
        onChange={({ target: { value } }) => {
          setText(value);
          onType(value);
        }}
        onKeyDown={handleKey}
        // Leaving the field keeps what was typed; an empty title can't be kept, nor one that is too long.
        onBlur={() => (error !== undefined || text.trim() === "" ? undefined : submit(false))}
      />
      {error !== undefined && (
        <p id={errorId} className="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
