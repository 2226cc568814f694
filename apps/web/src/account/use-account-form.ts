import { useState } from "react";
import { attempt, type AccountError, type Refusal } from "./account-error.js";
import { authClient } from "./auth-client.js";

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

  async function submit(credentials: Credentials): Promise<void> {
    setBusy(true);
    setError(undefined);
    const failure = await attempt(() => call(credentials));
    setError(failure);
    // After success it stays busy: the page changes as soon as the session is known.
    setBusy(!failure);
  }

  return { submit, busy, error };
}

export type AccountForm = ReturnType<typeof useAccountForm>;

export function useSignUp(): AccountForm {
  return useAccountForm(({ name, email, password }) => authClient.signUp.email({ name, email, password }));
}

export function useSignIn(): AccountForm {
  return useAccountForm(({ email, password }) => authClient.signIn.email({ email, password }));
}
