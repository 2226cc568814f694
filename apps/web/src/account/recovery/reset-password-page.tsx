import { useState, type SubmitEvent } from "react";
import { Link } from "wouter";
import { authClient } from "../auth-client.js";
import { CardPage } from "../card-page.js";
import { FormError } from "../form-error.js";
import { PasswordField } from "../password-field.js";
import { SubmitButton } from "../submit-button.js";
import { useCall } from "../use-call.js";
import type { SignedInUser } from "../use-session.js";
import { BackLink } from "./back-link.js";

interface Props {
  readonly token: string | undefined;
  readonly user: SignedInUser | undefined;
}

/** Sets a new password by a mailed link. To be rendered with the token as `key`. */
export function ResetPasswordPage({ token, user }: Props) {
  const { run, busy, error } = useCall((newPassword: string) =>
    authClient.resetPassword({ newPassword, token: token ?? "" }),
  );
  const [password, setPassword] = useState("");
  const [done, setDone] = useState(false);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!(await run(password))) return;
    setDone(true);
    // Every session is over now, one in this browser too.
    authClient.$store.notify("$sessionSignal");
  }

  if (done) return <PasswordSet />;
  if (token === undefined) {
    return (
      <DeadLink
        message="This page needs the link of the mail. Open it again, or ask for another one: it can't be opened from the address bar a second time."
        user={user}
      />
    );
  }
  if (error?.reason === "dead-link") return <DeadLink message={error.message} user={user} />;
  return (
    <CardPage title="Set a new password">
      <FormError error={error} />
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <PasswordField
          label="New password"
          autoComplete="new-password"
          hint="At least 8 characters"
          error={error?.field === "password" ? error.message : undefined}
          value={password}
          onChange={setPassword}
        />
        <p className="field-hint">Whoever is signed in to your account is signed out by this, on every device.</p>
        <SubmitButton busy={busy}>Set the password</SubmitButton>
      </form>
    </CardPage>
  );
}

function PasswordSet() {
  return (
    <CardPage title="Your new password is set">
      <p>Everybody is signed out now. Sign in with the new password.</p>
      <p className="muted">
        The first time that a password is set by mail, the account’s API keys end; after that they go on working. If
        somebody else knew your password, look through them in your account.
      </p>
      <Link href="/" className="button button-primary">
        Go to sign-in
      </Link>
    </CardPage>
  );
}

function DeadLink({ message, user }: Pick<Props, "user"> & { readonly message: string }) {
  return (
    <CardPage title="This link does not work any more">
      <p>{message}</p>
      <Link href="/forgot-password" className="button button-primary">
        Ask for a new link
      </Link>
      <div className="account-other">
        <p>
          <BackLink user={user} />
        </p>
      </div>
    </CardPage>
  );
}
