import { Link } from "wouter";
import type { SignedInUser } from "./use-session.js";

/** Leads to the account; where there is no room for the name, a drawing stands for it. */
export function AccountLink({ user }: { readonly user: SignedInUser }) {
  return (
    <Link href="/account" className="account-link" aria-label={`${user.name}: your account`} title={user.email}>
      <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d="M12 4.5a3.75 3.75 0 1 1 0 7.5a3.75 3.75 0 0 1 0-7.5M4.5 20c.6-3.6 3.6-5.5 7.5-5.5s6.9 1.9 7.5 5.5" />
      </svg>
      <bdi className="account-link-name">{user.name}</bdi>
    </Link>
  );
}
