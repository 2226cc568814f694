import { useRef, useState, type KeyboardEvent, type SubmitEvent } from "react";
import type { Task } from "@typedo/api";
import { describeError, faultsAt } from "../api/describe-error.js";
import { Field } from "../ui/field.js";
import { DueFields } from "./due-fields.js";
import { pointerTo } from "./field-pointer.js";
import { LabelsField } from "./labels-field.js";
import { MOST_NOTES, tooLong } from "./text-limits.js";
import { useEditForm } from "./use-edit-form.js";
import { useRestoreTask } from "./use-restore-task.js";
import type { SaveEdit } from "./use-task-edit.js";

interface Props {
  readonly task: Task;
  readonly save: SaveEdit;
  readonly takesFocus: boolean;
  /** It is done with; or, closed already, it has something to say. */
  readonly onExpanded: (expanded: boolean) => void;
}

/** The fields of a task but its title. */
export function TaskEditor({ task, save, takesFocus, onExpanded }: Props) {
  const form = useEditForm(task, save);
  const { error, draft, labelText, base } = form.edit;
  const [beginsAtNotes] = useState(takesFocus && !form.isResumed);
  const { restore } = useRestoreTask();
  const notes = useRef<HTMLTextAreaElement>(null);

  const excess = tooLong(draft.notes, MOST_NOTES);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (excess !== undefined) notes.current?.focus();
    else if (!form.busy) onExpanded(!(await form.submit()));
  }

  /** What is on its way can't be taken back: then it goes on without the editor. */
  function close() {
    if (!form.busy) form.giveUp();
    onExpanded(false);
  }

  function bringBack() {
    restore(base);
    form.change({ error: undefined });
    notes.current?.focus();
  }

  function handleKey(event: KeyboardEvent) {
    if (event.key === "Escape" && !event.nativeEvent.isComposing) close();
  }

  const errorAt = (field: Parameters<typeof pointerTo>[0]) => faultsAt(error ?? null, [pointerTo(field)]);
  return (
    <form
      className="stack"
      aria-label={`Details of ${task.title}`}
      onSubmit={(event) => void submit(event)}
      onKeyDown={handleKey}
    >
      <Field label="Notes" error={excess ?? errorAt("notes")}>
        {(wiring) => (
          <textarea
            {...wiring}
            ref={notes}
            rows={4}
            dir="auto"
            autoFocus={beginsAtNotes}
            value={draft.notes}
            onChange={(event) => form.change({ draft: { ...draft, notes: event.target.value } })}
          />
        )}
      </Field>
      <DueFields draft={draft} onChange={(changed) => form.change({ draft: changed })} error={error ?? null} />
      <LabelsField
        labels={draft.labels}
        onChange={(labels) => form.change({ draft: { ...draft, labels } })}
        text={labelText}
        onText={(text) => form.change({ labelText: text })}
        error={errorAt("labels")}
      />
      {error && (
        <div className="message message-error" role="alert">
          <p>Not saved. {describeError(error)}</p>
          {error.data?.code === "not_found" && (
            <button type="button" className="button" onClick={bringBack}>
              Bring it back
            </button>
          )}
        </div>
      )}
      <div className="actions">
        <button type="submit" className="button button-primary" aria-disabled={form.busy}>
          {form.busy ? "Saving…" : "Save"}
        </button>
        <button type="button" className="button" onClick={close}>
          {form.busy ? "Close" : "Cancel"}
        </button>
      </div>
    </form>
  );
}
