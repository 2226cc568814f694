import { faultsAt } from "../api/describe-error.js";
import type { ApiClientError } from "../api/trpc.js";
import { Field } from "../ui/field.js";
import { DueInput } from "./due-input.js";
import { pointerTo } from "./field-pointer.js";
import { isPriority, priorityNames } from "./priority-names.js";
import type { TaskDraft } from "./task-draft.js";

interface Props {
  readonly draft: TaskDraft;
  readonly onChange: (draft: TaskDraft) => void;
  readonly error: ApiClientError | null;
}

/** When a task is due, and how much it matters. */
export function DueFields({ draft, onChange, error }: Props) {
  return (
    <div className="field-row">
      <Field label="Due date" error={faultsAt(error, [pointerTo("dueDate")])}>
        {(wiring) => (
          <DueInput
            {...wiring}
            type="date"
            min="0001-01-02"
            max="9999-12-30"
            value={draft.dueDate}
            onValue={(dueDate) => onChange({ ...draft, dueDate, dueTime: dueDate === "" ? "" : draft.dueTime })}
          />
        )}
      </Field>
      <Field label="Time" error={faultsAt(error, [pointerTo("dueTime"), pointerTo("timeZone")])}>
        {(wiring) => (
          <DueInput
            {...wiring}
            type="time"
            disabled={draft.dueDate === ""}
            value={draft.dueTime}
            onValue={(dueTime) => onChange({ ...draft, dueTime })}
          />
        )}
      </Field>
      <Field label="Priority" error={faultsAt(error, [pointerTo("priority")])}>
        {(wiring) => (
          <select
            {...wiring}
            value={draft.priority}
            onChange={({ target: { value } }) => isPriority(value) && onChange({ ...draft, priority: value })}
          >
            {Object.entries(priorityNames).map(([priority, name]) => (
              <option key={priority} value={priority}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}
