import { Link } from "wouter";
import type { SignedInUser } from "../use-session.js";

/** To where one came from: these pages are shown whoever is signed in. */
export function BackLink({ user }: { readonly user: SignedInUser | undefined }) {
  return user ? <Link href="/account">Back to your account</Link> : <Link href="/">Back to sign-in</Link>;
}
