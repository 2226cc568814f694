import type { Me } from "@typedo/api";
import { useState, type SubmitEvent } from "react";
import { Field } from "../../ui/field.js";
import { authClient } from "../auth-client.js";
import { FormError } from "../form-error.js";
import { DevMailHint } from "../recovery/dev-mail-hint.js";
import { SubmitButton } from "../submit-button.js";
import { useCall } from "../use-call.js";
import { Section } from "./section.js";
import { useLinkError } from "./use-link-error.js";

export function EmailSection({ me }: { readonly me: Me }) {
  const { run, busy, error } = useCall((newEmail: string) => authClient.changeEmail({ newEmail }));
  const linkError = useLinkError(me.emailVerified);
  const [email, setEmail] = useState("");
  const [sameAs, setSameAs] = useState<string>();
  const [askedFor, setAskedFor] = useState<string>();
  const isSame = sameAs !== undefined && sameAs === email;

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const wanted = email.trim();
    if (wanted.toLowerCase() === me.email.toLowerCase()) {
      setSameAs(email);
      return;
    }
    if (!(await run(wanted))) return;
    setAskedFor(wanted);
    setEmail("");
  }

  const fieldError = isSame ? "This is your address already." : error?.field === "email" ? error.message : undefined;
  return (
    <Section title="E-mail" hint="You sign in with it, and set a new password by it.">
      <p className="email-now">
        <strong>{me.email}</strong>{" "}
        <span className={me.emailVerified ? "badge badge-good" : "badge"}>
          {me.emailVerified ? "Verified" : "Not verified"}
        </span>
      </p>
      {linkError !== undefined && (
        <p className={linkError.isHarmless ? "message" : "message message-error"} role="alert">
          {linkError.message}
        </p>
      )}
      <div role="status">
        {askedFor !== undefined && askedFor !== me.email && (
          <div className="message stack">
            <p>
              If <strong>{askedFor}</strong> can be your address, a mail is on its way to it. Open its link within an
              hour: until then, {me.email} stays your address.
            </p>
            <p>Nothing there? It may be among the spam, or the address may have an account of its own.</p>
            <DevMailHint />
          </div>
        )}
      </div>
      <FormError error={error} />
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <Field
          label="New e-mail"
          hint="We send a link there: opening it makes it your address. Your old one is told."
          error={fieldError}
        >
          {(wiring) => (
            <input
              {...wiring}
              type="email"
              autoComplete="email"
              required
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <div className="form-end">
          <SubmitButton busy={busy}>Change e-mail</SubmitButton>
        </div>
      </form>
    </Section>
  );
}
