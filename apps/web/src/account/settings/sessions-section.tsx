import { useState } from "react";
import { ErrorMessage } from "../../ui/error-message.js";
import { useNow } from "../../ui/use-now.js";
import { authClient } from "../auth-client.js";
import { useCall } from "../use-call.js";
import { Outcome } from "./outcome.js";
import { Section } from "./section.js";
import { SessionItem } from "./session-item.js";
import { useFocusTitle } from "./use-focus-title.js";
import { useSessions, type ListedSession } from "./use-sessions.js";
import { describeUserAgent } from "./user-agent.js";

/** Where the user is signed in, and the way to end that. */
export function SessionsSection() {
  const { sessions, current, error: listError, reload, retry } = useSessions();
  const end = useCall((token: string) => authClient.revokeSession({ token }));
  const endOthers = useCall(async () => authClient.revokeOtherSessions());
  const { place, focusTitle } = useFocusTitle();
  const [done, setDone] = useState<string>();
  const now = useNow();
  const error = end.error ?? endOthers.error;
  const others = sessions?.filter(({ id }) => id !== current).length ?? 0;

  async function settle(ended: boolean, message: string) {
    setDone(ended ? message : undefined);
    // Also where it failed: the session may be over by itself.
    await reload();
    if (ended) focusTitle();
  }

  async function endOne(session: ListedSession) {
    await settle(await end.run(session.id), `${describeUserAgent(session.userAgent)} is signed out.`);
  }

  async function endAllOthers() {
    await settle(await endOthers.run(undefined), "Signed out everywhere else.");
  }

  return (
    <div ref={place}>
      <Section
        title="Where you are signed in"
        hint="A page that is open in a browser you sign out may go on for up to 15 minutes."
      >
        {listError !== undefined && <ErrorMessage message={listError} onRetry={retry} />}
        {sessions && (
          <ul className="settings-list" aria-label="Sessions">
            {sessions.map((session) => (
              <SessionItem
                key={session.id}
                session={session}
                isCurrent={session.id === current}
                now={now}
                onEnd={() => void endOne(session)}
              />
            ))}
          </ul>
        )}
        <div className="form-end">
          {others > 0 && (
            <button type="button" className="button" aria-disabled={endOthers.busy} onClick={() => void endAllOthers()}>
              Sign out everywhere else
            </button>
          )}
          <Outcome error={error?.message} done={done} />
        </div>
      </Section>
    </div>
  );
}
