import type { ReactNode, SubmitEvent } from "react";
import { AccountFields } from "./account-fields.js";
import { CardPage } from "./card-page.js";
import { FormError } from "./form-error.js";
import { SubmitButton } from "./submit-button.js";
import type { AccountForm, TypedCredentials } from "./use-account-form.js";

interface Props {
  readonly title: string;
  readonly action: string;
  readonly withName: boolean;
  readonly form: AccountForm;
  readonly typed: TypedCredentials;
  /** Why the user is asked, if it needs saying. */
  readonly notice?: string | undefined;
  /** The way to the other form. */
  readonly children: ReactNode;
}

/** The form of signing in and signing up. */
export function CredentialsPage({ title, action, withName, form, typed, notice, children }: Props) {
  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!form.busy) void form.submit(typed.credentials);
  }

  return (
    <CardPage title={title}>
      {notice !== undefined && <p className="message">{notice}</p>}
      <FormError error={form.error} />
      <form onSubmit={submit} className="stack">
        <AccountFields withName={withName} typed={typed} error={form.error} />
        <SubmitButton busy={form.busy}>{action}</SubmitButton>
      </form>
      <div className="account-other">{children}</div>
    </CardPage>
  );
}
