import type { ReactNode, SubmitEvent } from "react";
import { Logo } from "../ui/logo.js";
import { AccountFields } from "./account-fields.js";
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
export function AccountPage({ title, action, withName, form, typed, notice, children }: Props) {
  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!form.busy) void form.submit(typed.credentials);
  }

  return (
    <main className="account">
      <title>{`${title} · Typedo`}</title>
      <Logo />
      <div className="card account-card">
        <h1>{title}</h1>
        {notice !== undefined && <p className="message">{notice}</p>}
        {form.error && form.error.field === undefined && (
          <p className="message message-error" role="alert">
            {form.error.message}
          </p>
        )}
        <form onSubmit={submit} className="stack">
          <AccountFields withName={withName} typed={typed} error={form.error} />
          <button type="submit" className="button button-primary" aria-disabled={form.busy}>
            {form.busy ? "One moment…" : action}
          </button>
        </form>
        <p className="account-other">{children}</p>
      </div>
    </main>
  );
}
