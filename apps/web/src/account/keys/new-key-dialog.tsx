import type { NewApiKey } from "@typedo/api";
import { useState } from "react";
import { useLeaveGuard } from "../leave-guard.js";
import { Modal } from "../modal.js";
import { CopyField } from "./copy-field.js";
import { curlLine } from "./curl-line.js";

interface Props {
  readonly made: NewApiKey;
  readonly onClose: () => void;
}

/** The one time that a key is shown. Nothing leads away from it without asking, unless it was copied. */
export function NewKeyDialog({ made, onClose }: Props) {
  const [isCopied, setCopied] = useState(false);
  const [asking, setAsking] = useState(false);
  const [wasAsked, setWasAsked] = useState(false);
  useLeaveGuard(() => setAsking(true));

  const leave = () => (isCopied ? onClose() : setAsking(true));

  function goOn() {
    setAsking(false);
    setWasAsked(true);
  }

  return (
    <Modal title={`The key of “${made.name}”`} onClose={leave}>
      <div className="dialog-text stack">
        <p className="message">
          Copy it now: <strong>it can't be shown again.</strong> Typedo stores only what it needs to recognise it.
        </p>
        <CopyField label="API key" what="the key" text={made.key} onCopied={() => setCopied(true)} />
        <CopyField
          label="Try it in a terminal"
          what="the command"
          text={curlLine({ ...made, origin: window.location.origin })}
          onCopied={() => setCopied(true)}
        />
        <p className="field-hint">Whoever has the key can do what it may. Keep it as you keep a password.</p>
      </div>
      <div role="alert">
        {asking && (
          <div className="message message-error leave-key">
            <p>Have you put the key away? Once this is closed, nobody can show it to you.</p>
            <div className="actions">
              <button type="button" className="button" autoFocus onClick={goOn}>
                Go on looking
              </button>
              <button type="button" className="button" onClick={onClose}>
                Close it
              </button>
            </div>
          </div>
        )}
      </div>
      {!asking && (
        <div className="actions dialog-actions">
          <button type="button" className="button button-primary" autoFocus={wasAsked} onClick={leave}>
            Done
          </button>
        </div>
      )}
    </Modal>
  );
}
