import { useState } from "react";
import { Field } from "../ui/field.js";

interface Props {
  readonly label: string;
  readonly autoComplete: "current-password" | "new-password";
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}

/** A password that can be looked at: so it need not be typed twice. */
export function PasswordField({ label, autoComplete, value, onChange, hint, error }: Props) {
  const [shown, setShown] = useState(false);
  const isNew = autoComplete === "new-password";
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <div className="password-box">
          <input
            {...wiring}
            type={shown ? "text" : "password"}
            autoComplete={autoComplete}
            autoCapitalize="none"
            spellCheck={false}
            required
            minLength={isNew ? 8 : undefined}
            maxLength={128}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <button
            type="button"
            className="button button-quiet"
            aria-controls={wiring.id}
            onClick={() => setShown(!shown)}
          >
            {shown ? "Hide" : "Show"}
            <span className="visually-hidden"> what is typed</span>
          </button>
        </div>
      )}
    </Field>
  );
}
