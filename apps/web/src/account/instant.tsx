import { exactTime, relativeTime } from "./relative-time.js";

/** An instant as people say it, with the exact one at hand. */
export function Instant({ at, now }: { readonly at: Date; readonly now: Date }) {
  return (
    <time dateTime={at.toISOString()} title={exactTime(at)}>
      {relativeTime(at, now)}
    </time>
  );
}
