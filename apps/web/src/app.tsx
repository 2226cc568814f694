import { useState } from "react";
import { useLocation } from "wouter";
import { authClient } from "./account/auth-client.js";
import { endSession } from "./account/end-session.js";
import { GoodbyePage } from "./account/goodbye-page.js";
import { SignedOut, useIsRecovery } from "./account/signed-out.js";
import { useSession } from "./account/use-session.js";
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
  if (isRecovery && session.status !== "signed-in") return <SignedOut notice={notice} />;
  if (session.status === "loading") return <LoadingPage />;
  if (session.status === "signed-out") return <SignedOut notice={notice} />;
  if (session.status === "unreachable") return <UnreachablePage onRetry={session.retry} />;

  const { user } = session;
  const handleDeleted = () => {
    navigate("/", { replace: true });
    setLeaving(true);
    setDeleted(true);
    // The session went with the account; this takes its cookie, and tells the other tabs.
    void authClient.signOut();
  };
  return (
    <ApiProvider key={user.id} userId={user.id} onSessionEnded={() => void endSession(user.id)}>
      <UnsavedOwner value={user.id}>
        <ToastProvider>
          {/* In here, so that changes that are on their way go on. */}
          {isRecovery ? (
            <SignedOut notice={notice} user={user} />
          ) : (
            <Shell user={user} onLeaving={setLeaving} onDeleted={handleDeleted} />
          )}
        </ToastProvider>
      </UnsavedOwner>
    </ApiProvider>
  );
}
