import { Link, Redirect, Route, Switch } from "wouter";
import type { SignedInUser } from "./account/use-session.js";
import { useSignOut } from "./account/use-sign-out.js";
import { useUnsavedGuard } from "./api/use-unsaved-guard.js";
import { NotFoundPage } from "./not-found-page.js";
import { TasksPage } from "./tasks/tasks-page.js";
import { ThemePicker } from "./theme/theme-picker.js";
import { HelpDialog } from "./ui/help-dialog.js";
import { Logo } from "./ui/logo.js";
import { OfflineBanner } from "./ui/offline-banner.js";
import { ToastList } from "./ui/toast-list.js";
import { useToasts } from "./ui/use-toasts.js";
import { useUndoShortcut } from "./ui/use-undo-shortcut.js";

interface Props {
  readonly user: SignedInUser;
  readonly onSignOut: () => void;
}

/** What is around every page of one who is signed in. */
export function Shell({ user, onSignOut }: Props) {
  const { show } = useToasts();
  const { signOut, busy } = useSignOut((message) => show({ tone: "error", message }));
  const isSaving = useUnsavedGuard();
  useUndoShortcut();

  function leave() {
    onSignOut();
    void signOut();
  }

  // Signed out, nothing more could be saved.
  function askToLeave() {
    if (!isSaving) leave();
    else show({ message: "Your last changes are not saved yet.", action: { label: "Sign out anyway", run: leave } });
  }

  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        Skip to the tasks
      </a>
      <OfflineBanner />
      <header className="header">
        <Link href="/" aria-label="Typedo, all tasks">
          <Logo />
        </Link>
        <span className="header-user" title={user.email}>
          {user.name}
        </span>
        <button type="button" className="button button-quiet" aria-disabled={busy} onClick={askToLeave}>
          Sign out
        </button>
      </header>
      <Switch>
        <Route path="/">
          <TasksPage />
        </Route>
        <Route path="/sign-up">
          <Redirect to="/" replace />
        </Route>
        <Route>
          <NotFoundPage />
        </Route>
      </Switch>
      <footer className="footer">
        <ThemePicker />
        <HelpDialog />
      </footer>
      <ToastList />
    </div>
  );
}
