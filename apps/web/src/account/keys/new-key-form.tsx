import type { NewApiKey } from "@typedo/api";
import { useState, type SubmitEvent } from "react";
import { describeError, faultsAt } from "../../api/describe-error.js";
import { pointerInto } from "../../api/field-pointer.js";
import type { ApiInputs } from "../../api/trpc.js";
import { Field } from "../../ui/field.js";
import { Section } from "../settings/section.js";
import { SubmitButton } from "../submit-button.js";
import { expiryOf, type ExpiryChoice } from "./expiry.js";
import { ExpiryFields } from "./expiry-fields.js";
import { ScopeFields } from "./scope-fields.js";
import type { Scope } from "./scope-texts.js";
import { useCreateKey } from "./use-create-key.js";

interface Draft {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiry: ExpiryChoice;
  readonly date: string;
}

const pointerTo = pointerInto<ApiInputs["me"]["keys"]["create"]>;

/** Reading alone, and not for ever: more is for the user to say. */
const empty: Draft = { name: "", scopes: ["tasks:read"], expiry: "90", date: "" };

export function NewKeyForm({ onMade }: { readonly onMade: (made: NewApiKey) => void }) {
  const [draft, setDraft] = useState(empty);
  const [isScopeMissing, setScopeMissing] = useState(false);
  const { create, busy, error, forget } = useCreateKey((made) => {
    setDraft(empty);
    forget();
    onMade(made);
  });

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setScopeMissing(draft.scopes.length === 0);
    if (busy || draft.scopes.length === 0) return;
    const { name, scopes, expiry, date } = draft;
    create({ name, scopes: [...scopes], expiresAt: expiryOf(expiry, date, new Date()) });
  }

  const at = {
    name: faultsAt(error, [pointerTo("name")]),
    scopes:
      isScopeMissing && draft.scopes.length === 0 ? "Choose at least one." : faultsAt(error, [pointerTo("scopes")]),
    expiry: faultsAt(error, [pointerTo("expiresAt")]),
  };
  const isToldAtField = Object.values(at).some((told) => told !== undefined);
  return (
    <Section title="New key" hint="For a program or a script that works with your tasks in your name.">
      <form className="stack" aria-label="New key" onSubmit={submit}>
        <Field label="What is it for?" error={at.name}>
          {(wiring) => (
            <input
              {...wiring}
              type="text"
              dir="auto"
              autoComplete="off"
              placeholder="Backup script"
              required
              maxLength={100}
              value={draft.name}
              onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            />
          )}
        </Field>
        <ScopeFields chosen={draft.scopes} error={at.scopes} onChange={(scopes) => setDraft({ ...draft, scopes })} />
        <ExpiryFields
          choice={draft.expiry}
          date={draft.date}
          error={at.expiry}
          onChange={(expiry, date) => setDraft({ ...draft, expiry, date })}
        />
        {error && !isToldAtField && (
          <p className="message message-error" role="alert">
            {describeError(error)}
            {error.data ? "" : " If a key of this name appears in the list, revoke it: nobody has seen it."}
          </p>
        )}
        <div>
          <SubmitButton busy={busy}>Make the key</SubmitButton>
        </div>
      </form>
    </Section>
  );
}
