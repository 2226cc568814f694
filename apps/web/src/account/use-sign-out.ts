import { useState } from "react";
import { attempt } from "./account-error.js";
import { authClient } from "./auth-client.js";

/** Ends the session in this browser; gives what to tell if that failed. */
export function useSignOut(onFailed: (message: string) => void) {
  const [busy, setBusy] = useState(false);

  async function signOut(): Promise<void> {
    setBusy(true);
    const failure = await attempt(() => authClient.signOut());
    setBusy(false);
    if (failure) onFailed(`You are still signed in. ${failure.message}`);
  }

  return { signOut, busy };
}
