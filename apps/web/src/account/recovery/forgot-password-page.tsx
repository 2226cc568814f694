import { useState, type SubmitEvent } from "react";
import { Field } from "../../ui/field.js";
import { authClient } from "../auth-client.js";
import { CardPage } from "../card-page.js";
import { FormError } from "../form-error.js";
import { SubmitButton } from "../submit-button.js";
import { useCall } from "../use-call.js";
import type { TypedCredentials } from "../use-account-form.js";
import type { SignedInUser } from "../use-session.js";
import { BackLink } from "./back-link.js";
import { DevMailHint } from "./dev-mail-hint.js";

interface Props {
  readonly typed: TypedCredentials;
  readonly user: SignedInUser | undefined;
}

/** Asks for a mail with a link to set a new password. Whether there is such an account is not told. */
export function ForgotPasswordPage({ typed, user }: Props) {
  const { credentials, onChange } = typed;
  const [isTyped, setTyped] = useState(credentials.email !== "");
  const address = isTyped ? credentials.email : (user?.email ?? "");
  const { run, busy, error } = useCall((email: string) => authClient.requestPasswordReset({ email }));
  const [askedFor, setAskedFor] = useState<string>();

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const email = address.trim();
    if (await run(email)) setAskedFor(email);
  }

  if (askedFor !== undefined) {
    return (
      <CardPage title="Look into your mail">
        <div className="stack">
          <p>
            If there is an account with the address <strong>{askedFor}</strong>, a mail is on its way.
          </p>
          <p className="muted">Its link is good for one hour, and once. Nothing there? Look among the spam, too.</p>
        </div>
        <DevMailHint />
        <div className="account-other">
          <p>
            <button type="button" className="link-button" onClick={() => setAskedFor(undefined)}>
              Ask again, or for another address
            </button>
          </p>
          <p>
            <BackLink user={user} />
          </p>
        </div>
      </CardPage>
    );
  }
  return (
    <CardPage title="Forgot your password?">
      <p className="muted">Tell us your e-mail address. We send a link to it, by which you set a new password.</p>
      <FormError error={error} />
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <Field label="E-mail" error={error?.field === "email" ? error.message : undefined}>
          {(wiring) => (
            <input
              {...wiring}
              type="email"
              autoComplete="email"
              required
              value={address}
              onChange={(event) => {
                setTyped(true);
                onChange({ ...credentials, email: event.target.value });
              }}
            />
          )}
        </Field>
        <SubmitButton busy={busy}>Send the link</SubmitButton>
      </form>
      <div className="account-other">
        <p>
          <BackLink user={user} />
        </p>
      </div>
    </CardPage>
  );
}
