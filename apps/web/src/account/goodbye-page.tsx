import { Link } from "wouter";
import { CardPage } from "./card-page.js";

/** After an account was deleted. */
export function GoodbyePage({ onLeave }: { readonly onLeave: () => void }) {
  return (
    <CardPage title="Goodbye">
      <p>Your account is deleted, with all that was in it. You are signed out everywhere.</p>
      <p className="muted">Thank you for having been here. You are welcome to come back at any time.</p>
      <div className="account-other">
        <p>
          <Link href="/sign-up" onClick={onLeave}>
            Create a new account
          </Link>
        </p>
      </div>
    </CardPage>
  );
}
