import { Field } from "../ui/field.js";
import type { AccountError, AccountField } from "./account-error.js";
import { PasswordField } from "./password-field.js";
import type { TypedCredentials } from "./use-account-form.js";

interface Props {
  readonly withName: boolean;
  readonly typed: TypedCredentials;
  readonly error: AccountError | undefined;
}

export function AccountFields({ withName, typed: { credentials, onChange }, error }: Props) {
  const errorAt = (field: AccountField) => (error?.field === field ? error.message : undefined);
  return (
    <>
      {withName && (
        <Field label="Name" error={errorAt("name")}>
          {(wiring) => (
            <input
              {...wiring}
              type="text"
              dir="auto"
              autoComplete="name"
              required
              maxLength={100}
              value={credentials.name}
              onChange={(event) => onChange({ ...credentials, name: event.target.value })}
            />
          )}
        </Field>
      )}
      <Field label="E-mail" error={errorAt("email")}>
        {(wiring) => (
          <input
            {...wiring}
            type="email"
            autoComplete="email"
            required
            value={credentials.email}
            onChange={(event) => onChange({ ...credentials, email: event.target.value })}
          />
        )}
      </Field>
      <PasswordField
        label="Password"
        hint={withName ? "At least 8 characters" : undefined}
        error={errorAt("password")}
        autoComplete={withName ? "new-password" : "current-password"}
        value={credentials.password}
        onChange={(password) => onChange({ ...credentials, password })}
      />
    </>
  );
}
