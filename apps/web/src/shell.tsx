import { lazy } from "react";
import { Link, Redirect, Route, Switch } from "wouter";
import { AccountLink } from "./account/account-link.js";
import { LoadBoundary } from "./account/load-boundary.js";
import type { SignedInUser } from "./account/use-session.js";
import { useSignOut } from "./account/use-sign-out.js";
import { useFirstTimeZone } from "./account/zones/use-first-time-zone.js";
import { useUnsavedGuard } from "./api/use-unsaved-guard.js";
import { NotFoundPage } from "./not-found-page.js";
import { TaskPage } from "./tasks/task-page.js";
import { TasksPage } from "./tasks/tasks-page.js";
import { TrashPage } from "./tasks/trash-page.js";
import { useHasUnsaved } from "./tasks/unsaved.js";
import { useResumeNewTasks } from "./tasks/use-create-task.js";
import { ThemePicker } from "./theme/theme-picker.js";
import { HelpDialog } from "./ui/help-dialog.js";
import { Logo } from "./ui/logo.js";
import { OfflineBanner } from "./ui/offline-banner.js";
import { ToastList } from "./ui/toast-list.js";
import { useToasts } from "./ui/use-toasts.js";
import { useUndoShortcut } from "./ui/use-undo-shortcut.js";

const AccountPage = lazy(async () => ({
  default: (await import("./account/settings/account-page.js")).AccountPage,
}));
const KeysPage = lazy(async () => ({ default: (await import("./account/keys/keys-page.js")).KeysPage }));

interface Props {
  readonly user: SignedInUser;
  /** Whether one is about to sign out: all that is not saved is given up with it. */
  readonly onLeaving: (isLeaving: boolean) => void;
  readonly onDeleted: () => void;
}

/** What is around every page of one who is signed in. */
export function Shell({ user, onLeaving, onDeleted }: Props) {
  const { show } = useToasts();
  const { signOut, busy } = useSignOut((message) => {
    onLeaving(false);
    show({ tone: "error", message });
  });
  const isSaving = useUnsavedGuard();
  const isUnsaved = useHasUnsaved(user.id);
  useUndoShortcut();
  useFirstTimeZone();
  useResumeNewTasks();

  function leave() {
    onLeaving(true);
    void signOut();
  }

  // Signed out, nothing more could be saved.
  function askToLeave() {
    if (!isSaving && !isUnsaved) leave();
    else {
      const message = "Your last changes are not saved yet.";
      // As an error, so that no one who means to undo something gives them up.
      show({ tone: "error", message, action: { label: "Sign out anyway", run: leave } });
    }
  }

  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <OfflineBanner />
      <header className="header">
        <Link href="/" aria-label="Typedo, all tasks">
          <Logo />
        </Link>
        <AccountLink user={user} />
        <button type="button" className="button button-quiet" aria-disabled={busy} onClick={askToLeave}>
          Sign out
        </button>
      </header>
      <Switch>
        <Route path="/">
          <TasksPage />
        </Route>
        <Route path="/tasks/:id">{({ id }) => <TaskPage key={id} id={id.toLowerCase()} />}</Route>
        <Route path="/trash">
          <TrashPage />
        </Route>
        <Route path="/account">
          <LoadBoundary>
            <AccountPage onDeleted={onDeleted} />
          </LoadBoundary>
        </Route>
        <Route path="/account/keys">
          <LoadBoundary>
            <KeysPage />
          </LoadBoundary>
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
