import { useEffect, useRef, useState, type KeyboardEvent, type SubmitEvent } from "react";
import type { Task } from "@typedo/api";
import { describeError, faultsAt } from "../api/describe-error.js";
import type { ApiClientError } from "../api/trpc.js";
import { Field } from "../ui/field.js";
import { DueFields } from "./due-fields.js";
import { pointerTo } from "./field-pointer.js";
import { LabelsField } from "./labels-field.js";
import { draftOf } from "./task-draft.js";
import { useCloseGuard, useUnsavedDraft } from "./unsaved-drafts.js";
import { useRestoreTask } from "./use-restore-task.js";
import type { SaveEdit } from "./use-task-edit.js";
import { withLabel } from "./with-label.js";

interface Props {
  readonly id: string;
  readonly task: Task;
  readonly save: SaveEdit;
  readonly onClose: () => void;
}

/** Everything of a task but its title. What is typed stays until it is stored or given up. */
export function TaskEditor({ id, task, save, onClose }: Props) {
  const { unsaved, keep, forget } = useUnsavedDraft(task.id);
  const [isResumed] = useState(unsaved !== undefined);
  const [base, setBase] = useState(unsaved?.base ?? task);
  const [draft, setDraft] = useState(unsaved?.draft ?? draftOf(task));
  const [labelText, setLabelText] = useState("");
  const [error, setError] = useState<ApiClientError | null>(null);
  const [busy, setBusy] = useState(false);
  const { restore } = useRestoreTask();
  const notes = useRef<HTMLTextAreaElement>(null);

  const typed = { ...draft, labels: withLabel(draft.labels, labelText) };
  const isUnsaved = JSON.stringify(typed) !== JSON.stringify(draftOf(base));
  useCloseGuard(isUnsaved);
  useEffect(() => {
    if (isUnsaved) keep({ base, draft: typed });
    else forget();
  });

  function close() {
    forget();
    onClose();
  }

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (busy) return;
    setDraft(typed);
    setLabelText("");
    setBusy(true);
    const outcome = await save(base, typed);
    setBusy(false);
    setError(outcome.kind === "refused" ? outcome.error : null);
    if (outcome.kind === "editing") {
      setBase(outcome.base);
      setDraft(outcome.draft);
    }
    if (outcome.kind === "saved" || outcome.kind === "theirs") close();
  }

  function bringBack() {
    restore(base);
    setError(null);
    notes.current?.focus();
  }

  function handleKey(event: KeyboardEvent) {
    if (event.key === "Escape" && !event.nativeEvent.isComposing) close();
  }

  const errorAt = (field: Parameters<typeof pointerTo>[0]) => faultsAt(error, [pointerTo(field)]);
  return (
    <form
      id={id}
      className="task-editor stack"
      aria-label={`Details of ${task.title}`}
      onSubmit={(event) => void submit(event)}
      onKeyDown={handleKey}
    >
      <Field label="Notes" error={errorAt("notes")}>
        {(wiring) => (
          <textarea
            {...wiring}
            ref={notes}
            rows={4}
            autoFocus={!isResumed}
            maxLength={16_384}
            value={draft.notes}
            onChange={(event) => setDraft({ ...draft, notes: event.target.value })}
          />
        )}
      </Field>
      <DueFields draft={draft} onChange={setDraft} error={error} />
      <LabelsField
        labels={draft.labels}
        onChange={(labels) => setDraft({ ...draft, labels })}
        text={labelText}
        onText={setLabelText}
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
        <button type="submit" className="button button-primary" aria-disabled={busy}>
          {busy ? "Saving…" : "Save"}
        </button>
        <button type="button" className="button" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}
