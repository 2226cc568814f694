import type { Me } from "@typedo/api";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { Link } from "wouter";
import { authClient } from "../auth-client.js";
import { PasswordField } from "../password-field.js";
import { SubmitButton } from "../submit-button.js";
import { useCall } from "../use-call.js";
import { Outcome } from "./outcome.js";
import { Section } from "./section.js";
import { SESSIONS } from "./use-sessions.js";

const empty = { currentPassword: "", newPassword: "", revokeOtherSessions: true };

export function PasswordSection({ me }: { readonly me: Me }) {
  const client = useQueryClient();
  const { run, busy, error } = useCall((input: typeof empty) => authClient.changePassword(input));
  const [typed, setTyped] = useState(empty);
  const [done, setDone] = useState<string>();

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    setDone(undefined);
    if (!(await run(typed))) return;
    setDone(`Your password is changed${typed.revokeOtherSessions ? ", and your other sessions are signed out." : "."}`);
    setTyped(empty);
    void client.invalidateQueries({ queryKey: SESSIONS });
  }

  return (
    <Section
      title="Password"
      hint={
        <>
          Forgot it? <Link href="/forgot-password">Set a new one by mail</Link>
        </>
      }
    >
      <form className="stack" onSubmit={(event) => void submit(event)}>
        {/* For password managers, which must know whose password it is. */}
        <input type="email" autoComplete="username" value={me.email} readOnly hidden aria-label="Account" />
        <PasswordField
          label="Current password"
          autoComplete="current-password"
          error={error?.field === "currentPassword" ? error.message : undefined}
          value={typed.currentPassword}
          onChange={(currentPassword) => setTyped({ ...typed, currentPassword })}
        />
        <PasswordField
          label="New password"
          autoComplete="new-password"
          hint="At least 8 characters"
          error={error?.field === "password" ? error.message : undefined}
          value={typed.newPassword}
          onChange={(newPassword) => setTyped({ ...typed, newPassword })}
        />
        <label className="check">
          <input
            type="checkbox"
            checked={typed.revokeOtherSessions}
            onChange={(event) => setTyped({ ...typed, revokeOtherSessions: event.target.checked })}
          />
          Sign out my other sessions
        </label>
        <div className="form-end">
          <SubmitButton busy={busy}>Change password</SubmitButton>
          <Outcome error={error && error.field === undefined ? error.message : undefined} done={done} />
        </div>
      </form>
    </Section>
  );
}
