import type { ApiKey } from "@typedo/api";
import { Instant } from "../instant.js";
import { exactTime } from "../relative-time.js";
import { scopeTexts } from "./scope-texts.js";

interface Props {
  readonly apiKey: ApiKey;
  readonly now: Date;
  readonly onRevoke: () => void;
}

export function KeyItem({ apiKey, now, onRevoke }: Props) {
  const { name, start, scopes, createdAt, expiresAt, lastUsedAt } = apiKey;
  const isExpired = expiresAt !== null && expiresAt <= now;
  return (
    <li className="settings-item">
      <div className="settings-item-body">
        <p className="settings-item-title">
          <bdi className="key-name">{name}</bdi> {isExpired && <span className="badge badge-bad">Expired</span>}
        </p>
        <p className="key-scopes">
          <code>{start}…</code>
          {scopes.map((scope) => (
            <span key={scope} className="badge" title={scopeTexts[scope].text}>
              {scopeTexts[scope].name}
            </span>
          ))}
        </p>
        <ul className="item-facts">
          <li>
            Made <Instant at={createdAt} now={now} />
          </li>
          <li>
            {lastUsedAt ? (
              <>
                Last used <Instant at={lastUsedAt} now={now} />
              </>
            ) : (
              "Never used"
            )}
          </li>
          <li>
            {expiresAt === null ? (
              "Never expires"
            ) : (
              <>
                {isExpired ? "Expired" : "Expires"} on{" "}
                <time dateTime={expiresAt.toISOString()} title={exactTime(expiresAt)}>
                  {expiresAt.toLocaleDateString(undefined, { dateStyle: "medium" })}
                </time>
              </>
            )}
          </li>
        </ul>
      </div>
      <button type="button" className="button" aria-label={`Revoke ${name}`} onClick={onRevoke}>
        Revoke
      </button>
    </li>
  );
}
