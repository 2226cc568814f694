import { Link } from "wouter";
import { CredentialsPage } from "./credentials-page.js";
import { useSignIn, type TypedCredentials } from "./use-account-form.js";

interface Props {
  readonly typed: TypedCredentials;
  readonly notice: string | undefined;
}

export function SignInPage({ typed, notice }: Props) {
  return (
    <CredentialsPage title="Sign in" action="Sign in" withName={false} form={useSignIn()} typed={typed} notice={notice}>
      <p>
        <Link href="/forgot-password">Forgot your password?</Link>
      </p>
      <p>
        New here? <Link href="/sign-up">Create an account</Link>
      </p>
    </CredentialsPage>
  );
}
