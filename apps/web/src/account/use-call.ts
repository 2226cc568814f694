import { useRef, useState } from "react";
import { attempt, type AccountError, type Refusal } from "./account-error.js";
import { authClient } from "./auth-client.js";

/** A call of Better Auth's client, one at a time, with what became of it. */
export function useCall<Input>(call: (input: Input) => Promise<{ readonly error: Refusal | null }>) {
  const [error, setError] = useState<AccountError>();
  const [busy, setBusy] = useState(false);
  const running = useRef(false);

  /** Resolves to whether it succeeded; false too while another is under way. */
  async function run(input: Input): Promise<boolean> {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setError(undefined);
    const failure = await attempt(() => call(input));
    // Then the page looks again who is signed in, and asks for it.
    if (failure?.reason === "session-ended") authClient.$store.notify("$sessionSignal");
    running.current = false;
    setBusy(false);
    setError(failure);
    return !failure;
  }

  return { run, busy, error };
}
