import { countLabel, type Count } from "./count-label.js";

/** How many tasks there are in all. Always there, so that a screen reader tells when it changes. */
export function TaskCount({ count }: { readonly count: Count | undefined }) {
  const isShown = count !== undefined && count.total > 0;
  return (
    <p className={isShown ? "count" : "visually-hidden"} role="status">
      {count && countLabel(count)}
    </p>
  );
}
