import { useState } from "react";
import { useLocation } from "wouter";
import { authClient } from "./account/auth-client.js";
import { endSession } from "./account/end-session.js";
import { GoodbyePage } from "./account/goodbye-page.js";
import { SignedOut, useIsRecovery } from "./account/signed-out.js";
import { type Session, useSession } from "./account/use-session.js";
import { ApiProvider } from "./api/api-provider.js";
import { LoadingPage } from "./loading-page.js";
import { Shell } from "./shell.js";
import { UnsavedOwner, useCloseGuard } from "./tasks/unsaved.js";
import { ToastProvider } from "./ui/toast-provider.js";
import { UnreachablePage } from "./unreachable-page.js";
import { useSessionEnd } from "./use-session-end.js";

export function App() {
  const session = useSession();
  const { notice, setLeaving } = useSessionEnd(session);
  const [isDeleted, setDeleted] = useState(false);
  const [, navigate] = useLocation();
  const isRecovery = useIsRecovery();
  useCloseGuard();

  if (isDeleted) return <GoodbyePage onLeave={() => setDeleted(false)} />;
  const user = session.status === "signed-in" ? session.user : undefined;
  const handleDeleted = () => {
    navigate("/", { replace: true });
    setLeaving(true);
    setDeleted(true);
    // The session went with the account; this takes its cookie, and tells the other tabs.
    void authClient.signOut();
  };
  return (
    <>
      {/* At one place, whoever is found to be signed in meanwhile: what is typed in it stays. */}
      {isRecovery || session.status === "signed-out" ? (
        <SignedOut notice={notice} user={user} />
      ) : (
        <Waiting session={session} />
      )}
      {/* Changes that are on their way go on. */}
      {user && (
        <ApiProvider key={user.id} userId={user.id} onSessionEnded={() => void endSession(user.id)}>
          <UnsavedOwner value={user.id}>
            <ToastProvider>
              {!isRecovery && <Shell user={user} onLeaving={setLeaving} onDeleted={handleDeleted} />}
            </ToastProvider>
          </UnsavedOwner>
        </ApiProvider>
      )}
    </>
  );
}

/** Until it is known who is signed in. */
function Waiting({ session }: { readonly session: Session }) {
  if (session.status === "loading") return <LoadingPage />;
  if (session.status === "unreachable") return <UnreachablePage onRetry={session.retry} />;
  return null;
}
