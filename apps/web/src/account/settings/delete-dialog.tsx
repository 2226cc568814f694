import { useState, type SubmitEvent } from "react";
import { describeError, faultsAt } from "../../api/describe-error.js";
import { pointerInto } from "../../api/field-pointer.js";
import { trpc, type ApiClientError, type ApiInputs } from "../../api/trpc.js";
import { Field } from "../../ui/field.js";
import { Modal } from "../modal.js";
import { PasswordField } from "../password-field.js";
import { SubmitButton } from "../submit-button.js";

const PHRASE = "delete my account";

interface Props {
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

/** Otherwise nobody knows what became of it. */
function isRefusal({ data }: ApiClientError): boolean {
  return Boolean(data) && data?.code !== "unavailable";
}

/** Asks twice, by the password and by words, since nothing brings it back. */
export function DeleteDialog({ onDeleted, onClose }: Props) {
  const remove = trpc.me.delete.useMutation({ networkMode: "always", onSuccess: onDeleted });
  const [password, setPassword] = useState("");
  const [phrase, setPhrase] = useState("");
  const [isRefused, setRefused] = useState(false);
  const isMeant = phrase.trim().toLowerCase() === PHRASE;
  const passwordError = faultsAt(remove.error, [pointerInto<ApiInputs["me"]["delete"]>("password")]);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setRefused(!isMeant);
    if (isMeant && !remove.isPending) remove.mutate({ password });
  }

  return (
    <Modal title="Delete your account?" onClose={onClose}>
      <div className="dialog-text stack">
        <p>This deletes, at once and for good:</p>
        <ul className="plain-list">
          <li>all your tasks, with their notes and labels, and the trash;</li>
          <li>all your API keys: programs that use them are refused from then on;</li>
          <li>your name, e-mail address, password and settings;</li>
          <li>all your sessions: you are signed out everywhere.</li>
        </ul>
        <p>Nobody can bring it back, not even we.</p>
      </div>
      <form className="stack dialog-form" onSubmit={submit}>
        <PasswordField
          label="Your password"
          autoComplete="current-password"
          error={passwordError}
          value={password}
          onChange={setPassword}
        />
        <Field label={`Type “${PHRASE}”`} error={isRefused && !isMeant ? `Please type: ${PHRASE}` : undefined}>
          {(wiring) => (
            <input
              {...wiring}
              type="text"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={phrase}
              onChange={(event) => setPhrase(event.target.value)}
            />
          )}
        </Field>
        {remove.error && passwordError === undefined && (
          <p className="message message-error" role="alert">
            {isRefusal(remove.error) ? "Nothing was deleted. " : "Your account may be deleted by now, or not. "}
            {describeError(remove.error)}
          </p>
        )}
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <SubmitButton busy={remove.isPending} tone="danger">
            Delete for good
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
