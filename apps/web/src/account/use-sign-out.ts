import { useEffect, useState } from "react";
import { attempt } from "./account-error.js";
import { authClient } from "./auth-client.js";
import { isSessionUnread } from "./use-session.js";

/** Ends the session in this browser; gives what to tell if that failed. */
export function useSignOut(onFailed: (message: string) => void) {
  const [busy, setBusy] = useState(false);
  const [isOver, setOver] = useState(false);
  const isUnread = isSessionUnread(authClient.useSession());

  // The page was not told that it is: with what it knows it would go on as before.
  useEffect(() => {
    if (isOver && isUnread) window.location.reload();
  }, [isOver, isUnread]);

  async function signOut(): Promise<void> {
    setBusy(true);
    const failure = await attempt(() => authClient.signOut());
    setBusy(false);
    setOver(!failure);
    if (failure) onFailed(`You are still signed in. ${failure.message}`);
  }

  return { signOut, busy };
}
