import { Instant } from "../instant.js";
import type { ListedSession } from "./use-sessions.js";
import { describeUserAgent } from "./user-agent.js";

interface Props {
  readonly session: ListedSession;
  readonly isCurrent: boolean;
  readonly now: Date;
  readonly onEnd: () => void;
}

const DAY_MS = 86_400_000;

export function SessionItem({ session, isCurrent, now, onEnd }: Props) {
  const name = describeUserAgent(session.userAgent);
  return (
    <li className="settings-item">
      <div className="settings-item-body">
        <p className="settings-item-title" title={session.userAgent}>
          {name} {isCurrent && <span className="badge badge-good">This browser</span>}
        </p>
        <ul className="item-facts">
          <li>
            {isCurrent ? (
              "Active now"
            ) : now.getTime() - session.usedAt.getTime() < DAY_MS ? (
              "Active within a day"
            ) : (
              <>
                Last active <Instant at={session.usedAt} now={now} />
              </>
            )}
          </li>
          <li>
            Signed in <Instant at={session.createdAt} now={now} />
          </li>
          <li>{session.address === "" ? "Address unknown" : session.address}</li>
        </ul>
      </div>
      {!isCurrent && (
        <button type="button" className="button" aria-label={`Sign out ${name}`} onClick={onEnd}>
          Sign out
        </button>
      )}
    </li>
  );
}
