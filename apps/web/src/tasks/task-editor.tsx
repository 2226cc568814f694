import { useState, type KeyboardEvent, type SubmitEvent } from "react";
import type { Task } from "@typedo/api";
import { describeError, faultsAt } from "../api/describe-error.js";
import type { ApiClientError } from "../api/trpc.js";
import { Field } from "../ui/field.js";
import { DueFields } from "./due-fields.js";
import { localTimeZone } from "./due-label.js";
import { pointerTo } from "./field-pointer.js";
import { LabelsField } from "./labels-field.js";
import { changesBetween, draftOf } from "./task-draft.js";
import { withLabel } from "./with-label.js";
import type { useUpdateTask } from "./use-update-task.js";

interface Props {
  readonly id: string;
  readonly task: Task;
  readonly save: ReturnType<typeof useUpdateTask>["save"];
  readonly onClose: () => void;
}

/** Everything of a task but its title. What is typed stays until it is stored or given up. */
export function TaskEditor({ id, task, save, onClose }: Props) {
  const [before] = useState(() => draftOf(task));
  const [draft, setDraft] = useState(before);
  const [labelText, setLabelText] = useState("");
  const [error, setError] = useState<ApiClientError | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (busy) return;
    const finished = { ...draft, labels: withLabel(draft.labels, labelText) };
    setDraft(finished);
    setLabelText("");
    const changes = changesBetween(before, finished, task.timeZone ?? localTimeZone());
    if (Object.keys(changes).length === 0) {
      onClose();
      return;
    }
    setBusy(true);
    const failure = await save(changes);
    setBusy(false);
    setError(failure ?? null);
    if (!failure) onClose();
  }

  function handleKey(event: KeyboardEvent) {
    if (event.key === "Escape" && !event.nativeEvent.isComposing) onClose();
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
            rows={4}
            autoFocus
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
        <p className="message message-error" role="alert">
          Not saved. {describeError(error)}
        </p>
      )}
      <div className="actions">
        <button type="submit" className="button button-primary" aria-disabled={busy}>
          {busy ? "Saving…" : "Save"}
        </button>
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  );
}
