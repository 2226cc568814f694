import { useEffect, useId, useRef } from "react";
import { useMyTimeZone } from "../account/zones/use-my-time-zone.js";
import { useNow } from "../ui/use-now.js";
import { dueLabel } from "./due-label.js";
import { priorityNames } from "./priority-names.js";
import type { DraftUnit, TaskConflict } from "./task-conflict.js";
import type { TaskDraft } from "./task-draft.js";
import type { ConflictChoice } from "./use-task-edit.js";

const unitNames = {
  title: "Title",
  notes: "Notes",
  due: "Due",
  priority: "Priority",
  labels: "Labels",
} as const satisfies Record<DraftUnit, string>;

interface Props {
  readonly conflict: TaskConflict;
  readonly onChoose: (choice: ConflictChoice) => void;
}

/** The task was changed here and elsewhere: shows both, and lets the user decide. Escape goes on editing. */
export function ConflictDialog({ conflict, onChoose }: Props) {
  const { mine, theirs, differing, theirsAlone } = conflict;
  const dialog = useRef<HTMLDialogElement>(null);
  const goOn = useRef<HTMLButtonElement>(null);
  const titleId = useId();
  const now = useNow();
  const zone = useMyTimeZone();
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
    // By itself it would be on a text long enough to be scrolled; and of the choices, this one overwrites nothing.
    goOn.current?.focus();
  }, []);

  /** Closed before it goes, so that the browser gives the focus back to where it was. */
  function leave(choice: ConflictChoice) {
    dialog.current?.close();
    onChoose(choice);
  }

  return (
    <dialog
      ref={dialog}
      className="dialog dialog-wide"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        leave("editing");
      }}
      // What is typed here is none of the editor's business around it.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <h2 id={titleId}>Changed elsewhere meanwhile</h2>
      <p className="dialog-text">While you were editing, this task was changed in another place. What should it be?</p>
      <div className="conflict">
        {differing.map((unit) => (
          <section key={unit} className="conflict-field" aria-label={unitNames[unit]}>
            <h3>{unitNames[unit]}</h3>
            <dl>
              <div>
                <dt>Mine</dt>
                <dd dir="auto">{textOf(mine, unit, now, zone)}</dd>
              </div>
              <div>
                <dt>Theirs</dt>
                <dd dir="auto">{textOf(theirs, unit, now, zone)}</dd>
              </div>
            </dl>
          </section>
        ))}
      </div>
      {theirsAlone.length > 0 && (
        <p className="field-hint">
          Also changed there, and kept either way: {theirsAlone.map((unit) => unitNames[unit].toLowerCase()).join(", ")}
        </p>
      )}
      <div className="actions dialog-actions">
        <button type="button" className="button button-primary" onClick={() => leave("mine")}>
          Keep mine
        </button>
        <button type="button" className="button" onClick={() => leave("theirs")}>
          Take theirs
        </button>
        <button ref={goOn} type="button" className="button button-quiet" onClick={() => leave("editing")}>
          Go on editing
        </button>
      </div>
    </dialog>
  );
}

function textOf(draft: TaskDraft, unit: DraftUnit, now: Date, zone: string): string {
  switch (unit) {
    case "due": {
      const due = { dueDate: draft.dueDate || null, dueTime: draft.dueTime || null, timeZone: null };
      return dueLabel(due, now, zone) ?? "No date";
    }
    case "priority":
      return priorityNames[draft.priority];
    case "labels":
      return draft.labels.join(", ") || "None";
    default:
      return draft[unit] || "Empty";
  }
}
