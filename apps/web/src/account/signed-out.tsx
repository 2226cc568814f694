import { lazy } from "react";
import { Route, Switch, useRoute } from "wouter";
import { LoadBoundary } from "./load-boundary.js";
import { useResetToken } from "./recovery/use-reset-token.js";
import { SignInPage } from "./sign-in-page.js";
import { SignUpPage } from "./sign-up-page.js";
import { useTypedCredentials } from "./use-account-form.js";
import type { SignedInUser } from "./use-session.js";

const ForgotPasswordPage = lazy(async () => ({
  default: (await import("./recovery/forgot-password-page.js")).ForgotPasswordPage,
}));
const ResetPasswordPage = lazy(async () => ({
  default: (await import("./recovery/reset-password-page.js")).ResetPasswordPage,
}));

const FORGOT = "/forgot-password";
const RESET = "/reset-password";

/** Whether the address is one of the pages that are shown whoever is signed in: a mailed link may be another account's. */
export function useIsRecovery(): boolean {
  const [isForgot] = useRoute(FORGOT);
  const [isReset] = useRoute(RESET);
  return isForgot || isReset;
}

interface Props {
  readonly notice: string | undefined;
  /** Who is signed in nevertheless, on a page that is shown to everybody. */
  readonly user?: SignedInUser | undefined;
}

/** Whatever the address, one signs in first; it is kept, and shown after. */
export function SignedOut({ notice, user }: Props) {
  const typed = useTypedCredentials();
  return (
    <Switch>
      <Route path="/sign-up">
        <SignUpPage typed={typed} />
      </Route>
      <Route path={FORGOT}>
        <LoadBoundary>
          <ForgotPasswordPage typed={typed} user={user} />
        </LoadBoundary>
      </Route>
      <Route path={RESET}>
        <ResetRoute user={user} />
      </Route>
      <Route>
        <SignInPage typed={typed} notice={notice} />
      </Route>
    </Switch>
  );
}

/** Outside of what is waited for: the token leaves the address bar before the page's own code is there. */
function ResetRoute({ user }: Pick<Props, "user">) {
  const token = useResetToken();
  return (
    <LoadBoundary>
      <ResetPasswordPage key={token} token={token} user={user} />
    </LoadBoundary>
  );
}
