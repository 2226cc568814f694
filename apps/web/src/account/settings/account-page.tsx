import { describeError } from "../../api/describe-error.js";
import { ErrorMessage } from "../../ui/error-message.js";
import { useMe } from "../use-me.js";
import { AccountFrame } from "./account-frame.js";
import { DatesSection } from "./dates-section.js";
import { DeleteSection } from "./delete-section.js";
import { EmailSection } from "./email-section.js";
import { NameSection } from "./name-section.js";
import { PasswordSection } from "./password-section.js";
import { SessionsSection } from "./sessions-section.js";

/** Everything that belongs to the user, and not to a task. */
export function AccountPage({ onDeleted }: { readonly onDeleted: () => void }) {
  const { data: me, error, refetch } = useMe();
  return (
    <AccountFrame title="Account">
      {me && (
        <>
          <NameSection me={me} />
          <EmailSection me={me} />
          <DatesSection me={me} />
          <PasswordSection me={me} />
          <SessionsSection />
          <DeleteSection onDeleted={onDeleted} />
        </>
      )}
      {!me && error && <ErrorMessage message={describeError(error)} onRetry={() => void refetch()} />}
      {!me && !error && <p role="status">Loading…</p>}
    </AccountFrame>
  );
}
