import type { Me } from "@typedo/api";
import { useState, type SubmitEvent } from "react";
import { describeError, faultsAt } from "../../api/describe-error.js";
import { pointerInto } from "../../api/field-pointer.js";
import { Field } from "../../ui/field.js";
import { SubmitButton } from "../submit-button.js";
import { Outcome } from "./outcome.js";
import { Section } from "./section.js";
import { useUpdateMe, type Settings } from "./use-update-me.js";

export function NameSection({ me }: { readonly me: Me }) {
  const { save, busy, error, isSaved } = useUpdateMe();
  const [name, setName] = useState(me.name);
  const atField = faultsAt(error, [pointerInto<Settings>("name")]);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!busy) void save({ name });
  }

  return (
    <Section title="Name" hint="What Typedo calls you.">
      <form className="stack" onSubmit={submit}>
        <Field label="Your name" error={atField}>
          {(wiring) => (
            <input
              {...wiring}
              type="text"
              dir="auto"
              autoComplete="name"
              required
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <div className="form-end">
          <SubmitButton busy={busy}>Save name</SubmitButton>
          <Outcome
            error={error && atField === undefined ? describeError(error) : undefined}
            done={isSaved && name.trim() === me.name ? "Saved." : undefined}
          />
        </div>
      </form>
    </Section>
  );
}
