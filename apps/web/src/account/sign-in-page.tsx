import { Link } from "wouter";
import { AccountPage } from "./account-page.js";
import { useSignIn, type TypedCredentials } from "./use-account-form.js";

interface Props {
  readonly typed: TypedCredentials;
  readonly notice: string | undefined;
}

export function SignInPage({ typed, notice }: Props) {
  return (
    <AccountPage title="Sign in" action="Sign in" withName={false} form={useSignIn()} typed={typed} notice={notice}>
      New here? <Link href="/sign-up">Create an account</Link>
    </AccountPage>
  );
}
