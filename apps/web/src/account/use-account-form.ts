import { useState } from "react";
import { attempt, type AccountError, type Refusal, UNREACHABLE } from "./account-error.js";
import { authClient } from "./auth-client.js";
import { isSessionUnread } from "./use-session.js";

export interface Credentials {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** What is typed; kept above the two forms, so that nothing is typed twice on the way from one to the other. */
export interface TypedCredentials {
  readonly credentials: Credentials;
  readonly onChange: (credentials: Credentials) => void;
}

export function useTypedCredentials(): TypedCredentials {
  const [credentials, onChange] = useState<Credentials>({ name: "", email: "", password: "" });
  return { credentials, onChange };
}

function useAccountForm(call: (credentials: Credentials) => Promise<{ readonly error: Refusal | null }>) {
  const [error, setError] = useState<AccountError>();
  const [busy, setBusy] = useState(false);
  const [accepted, setAccepted] = useState(false);
  const session = authClient.useSession();
  // It is there, but who it is of could not be read: trying again reads it once more.
  const isUnread = accepted && isSessionUnread(session);

  async function submit(credentials: Credentials): Promise<void> {
    setBusy(true);
    setError(undefined);
    setAccepted(false);
    const failure = await attempt(() => call(credentials));
    setError(failure);
    // After success it stays busy: the page changes as soon as the session is known.
    setBusy(!failure);
    setAccepted(!failure);
  }

  return { submit, busy: busy && !isUnread, error: isUnread ? UNREACHABLE : error };
}

export type AccountForm = ReturnType<typeof useAccountForm>;

export function useSignUp(): AccountForm {
  return useAccountForm(({ name, email, password }) => authClient.signUp.email({ name, email, password }));
}

export function useSignIn(): AccountForm {
  return useAccountForm(({ email, password }) => authClient.signIn.email({ email, password }));
}
