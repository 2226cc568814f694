import { useEffect, useState } from "react";
import type { Session } from "./account/use-session.js";
import { forgetUnsaved, useHasUnsaved } from "./tasks/unsaved.js";

const ENDED = "Your session has ended. Please sign in again.";
const KEPT = "What you typed is kept on this page until then.";

/**
 * What to tell one whose session ended, wherever that was done: nothing, if it was here and meant. Then all that was not
 * saved is given up; else it is kept, for the same user to come back to.
 */
export function useSessionEnd(session: Session) {
  const [userId, setUserId] = useState<string>();
  const [isLeaving, setLeaving] = useState(false);
  const hasKept = useHasUnsaved(userId);
  const isSignedOut = session.status === "signed-out";

  if (session.status === "signed-in" && session.user.id !== userId) {
    setUserId(session.user.id);
    setLeaving(false);
  }

  useEffect(() => {
    if (!isSignedOut || !isLeaving || userId === undefined) return;
    forgetUnsaved(userId);
    setUserId(undefined);
  }, [isSignedOut, isLeaving, userId]);

  const hasEnded = isSignedOut && userId !== undefined && !isLeaving;
  return { notice: hasEnded ? (hasKept ? `${ENDED} ${KEPT}` : ENDED) : undefined, setLeaving };
}
