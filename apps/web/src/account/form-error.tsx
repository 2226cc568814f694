import type { AccountError } from "./account-error.js";

/** What no single field is to blame for, above a form. */
export function FormError({ error }: { readonly error: AccountError | undefined }) {
  if (!error || error.field !== undefined) return null;
  return (
    <p className="message message-error" role="alert">
      {error.message}
    </p>
  );
}
