import type { ApiKey, NewApiKey } from "@typedo/api";
import { useState } from "react";
import { describeError } from "../../api/describe-error.js";
import { trpc } from "../../api/trpc.js";
import { ConfirmDialog } from "../../ui/confirm-dialog.js";
import { ErrorMessage } from "../../ui/error-message.js";
import { useNow } from "../../ui/use-now.js";
import { AccountFrame } from "../settings/account-frame.js";
import { Section } from "../settings/section.js";
import { useFocusTitle } from "../settings/use-focus-title.js";
import { KeyItem } from "./key-item.js";
import { NewKeyDialog } from "./new-key-dialog.js";
import { NewKeyForm } from "./new-key-form.js";
import { useRevokeKey } from "./use-revoke-key.js";

/** The keys by which programs call in the user's name. */
export function KeysPage() {
  const { data, error, refetch } = trpc.me.keys.list.useQuery({});
  const [made, setMade] = useState<NewApiKey>();
  const [revoking, setRevoking] = useState<ApiKey>();
  const { place, focusTitle } = useFocusTitle();
  const revoke = useRevokeKey(focusTitle);
  const now = useNow();

  return (
    <AccountFrame title="API keys">
      <NewKeyForm onMade={setMade} />
      <div ref={place}>
        <Section title="Your keys" hint="Revoke what is not used any more.">
          {error && !data && <ErrorMessage message={describeError(error)} onRetry={() => void refetch()} />}
          {!error && !data && <p role="status">Loading…</p>}
          {data?.items.length === 0 && <p className="muted">You have no keys yet.</p>}
          {data && data.items.length > 0 && (
            <ul className="settings-list" aria-label="API keys">
              {data.items.map((key) => (
                <KeyItem key={key.id} apiKey={key} now={now} onRevoke={() => setRevoking(key)} />
              ))}
            </ul>
          )}
        </Section>
      </div>
      {made && <NewKeyDialog made={made} onClose={() => setMade(undefined)} />}
      {revoking && (
        <ConfirmDialog
          title={`Revoke “${revoking.name}”?`}
          text="Programs that use this key are refused from then on. This can't be undone."
          action="Revoke"
          onConfirm={() => {
            setRevoking(undefined);
            void revoke(revoking);
          }}
          onCancel={() => setRevoking(undefined)}
        />
      )}
    </AccountFrame>
  );
}
