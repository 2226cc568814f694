import { lazy } from "react";
import { Route, Switch, useRoute } from "wouter";
import { LoadBoundary } from "./load-boundary.js";
import { useResetToken } from "./recovery/use-reset-token.js";
import { SignInPage } from "./sign-in-page.js";
import { SignUpPage } from "./sign-up-page.js";
import { useTypedCredentials } from "./use-account-form.js";

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

/** Whatever the address, one signs in first; it is kept, and shown after. */
export function SignedOut({ notice }: { readonly notice: string | undefined }) {
  const typed = useTypedCredentials();
  return (
    <Switch>
      <Route path="/sign-up">
        <SignUpPage typed={typed} />
      </Route>
      <Route path={FORGOT}>
        <LoadBoundary>
          <ForgotPasswordPage typed={typed} />
        </LoadBoundary>
      </Route>
      <Route path={RESET}>
        <ResetRoute />
      </Route>
      <Route>
        <SignInPage typed={typed} notice={notice} />
      </Route>
    </Switch>
  );
}

/** Outside of what is waited for: the token leaves the address bar before the page's own code is there. */
function ResetRoute() {
  const token = useResetToken();
  return (
    <LoadBoundary>
      <ResetPasswordPage key={token} token={token} />
    </LoadBoundary>
  );
}
