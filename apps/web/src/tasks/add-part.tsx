import { useId, useRef, useState, type SubmitEvent } from "react";
import type { Task } from "@typedo/api";
import { Icon } from "../ui/icon.js";
import { useToasts } from "../ui/use-toasts.js";
import { newPartDrafts } from "./new-task.js";
import { MOST_TITLE, tooLong } from "./text-limits.js";
import { useUnsaved } from "./unsaved.js";
import { useCreatePart } from "./use-create-part.js";

interface Props {
  readonly parent: string;
  /** Those that it has, as far as they are loaded. */
  readonly parts: readonly Task[];
  readonly areAll: boolean;
}

/** A title, Enter, and the task has another part; the field is ready for the next one. */
export function AddPart({ parent, parts, areAll }: Props) {
  const { createPart } = useCreatePart(parent, { parts, areAll });
  const { show } = useToasts();
  const { kept, keep, forget } = useUnsaved(newPartDrafts, parent);
  const [isEmptyRefused, setEmptyRefused] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const errorId = useId();
  const title = kept?.title ?? "";
  const excess = tooLong(title.trim(), MOST_TITLE);
  const error = isEmptyRefused ? "A subtask needs a title." : (excess ?? kept?.refusal);

  function type(text: string) {
    setEmptyRefused(false);
    if (text === "") forget();
    else keep({ title: text });
  }

  function submit(event: SubmitEvent) {
    event.preventDefault();
    field.current?.focus();
    const trimmed = title.trim();
    setEmptyRefused(trimmed === "");
    if (trimmed === "" || excess !== undefined) return;
    forget();
    if (createPart(trimmed) === "here") return;
    show({ message: `“${trimmed}” is added, and shows when the other subtasks do` });
  }

  return (
    <form className="add-part" aria-label="Add a subtask" onSubmit={submit}>
      <div className="add-part-line">
        <Icon name="plus" />
        <input
          ref={field}
          type="text"
          dir="auto"
          aria-label="New subtask"
          aria-invalid={error !== undefined}
          aria-describedby={error === undefined ? undefined : errorId}
          placeholder="Add a subtask"
          autoComplete="off"
          enterKeyHint="done"
          value={title}
          onChange={(event) => type(event.target.value)}
        />
        <button type="submit" className="button">
          Add
        </button>
      </div>
      {error !== undefined && (
        <p id={errorId} className="field-error" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}
