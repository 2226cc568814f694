import { Field } from "../../ui/field.js";
import { dayOf, expiryChoices, isExpiryChoice, type ExpiryChoice } from "./expiry.js";

interface Props {
  readonly choice: ExpiryChoice;
  readonly date: string;
  readonly error: string | undefined;
  readonly onChange: (choice: ExpiryChoice, date: string) => void;
}

export function ExpiryFields({ choice, date, error, onChange }: Props) {
  const isDate = choice === "date";
  return (
    <div className="field-row">
      <Field label="Expires" error={isDate ? undefined : error}>
        {(wiring) => (
          <select
            {...wiring}
            value={choice}
            onChange={({ target: { value } }) => isExpiryChoice(value) && onChange(value, date)}
          >
            {/* Listed here since numbers come first in an object, whatever its order. */}
            {(["never", "30", "90", "365", "date"] as const).map((value) => (
              <option key={value} value={value}>
                {expiryChoices[value]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {isDate && (
        <Field label="Last day" error={error}>
          {(wiring) => (
            <input
              {...wiring}
              type="date"
              required
              min={dayOf(new Date())}
              max="9999-12-30"
              value={date}
              onChange={(event) => onChange(choice, event.target.value)}
            />
          )}
        </Field>
      )}
    </div>
  );
}
