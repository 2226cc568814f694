import { Link } from "wouter";
import { CredentialsPage } from "./credentials-page.js";
import { useSignUp, type TypedCredentials } from "./use-account-form.js";

export function SignUpPage({ typed }: { readonly typed: TypedCredentials }) {
  return (
    <CredentialsPage title="Create an account" action="Create account" withName form={useSignUp()} typed={typed}>
      <p>
        Have an account already? <Link href="/">Sign in</Link>
      </p>
    </CredentialsPage>
  );
}
