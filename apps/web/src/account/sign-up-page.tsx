import { Link } from "wouter";
import { AccountPage } from "./account-page.js";
import { useSignUp, type TypedCredentials } from "./use-account-form.js";

export function SignUpPage({ typed }: { readonly typed: TypedCredentials }) {
  return (
    <AccountPage title="Create an account" action="Create account" withName form={useSignUp()} typed={typed}>
      Have an account already? <Link href="/">Sign in</Link>
    </AccountPage>
  );
}
