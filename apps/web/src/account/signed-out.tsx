import { Route, Switch } from "wouter";
import { SignInPage } from "./sign-in-page.js";
import { SignUpPage } from "./sign-up-page.js";
import { useTypedCredentials } from "./use-account-form.js";

/** Whatever the address, one signs in first; it is kept, and shown after. */
export function SignedOut({ notice }: { readonly notice: string | undefined }) {
  const typed = useTypedCredentials();
  return (
    <Switch>
      <Route path="/sign-up">
        <SignUpPage typed={typed} />
      </Route>
      <Route>
        <SignInPage typed={typed} notice={notice} />
      </Route>
    </Switch>
  );
}
