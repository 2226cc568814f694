import type { Task } from "@typedo/api";
import { comparePositions } from "./task-orders.js";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** As the API limits it. */
const LONGEST = 100;

const FIRST = "a0";

/** A position behind all of these: the first one, if there are none. */
export function positionBehind(parts: readonly Pick<Task, "position">[]): string {
  const last = lastOf(parts);
  return last === undefined ? FIRST : nextPosition(last);
}

/** A position behind these and, as good as surely, all others that are not known here: by the time, far from the first. */
export function positionFarBehind(parts: readonly Pick<Task, "position">[], now: Date): string {
  const far = `y${now.getTime()}`;
  return comparePositions(lastOf(parts) ?? "", far) < 0 ? far : positionBehind(parts);
}

function lastOf(parts: readonly Pick<Task, "position">[]): string | undefined {
  return parts
    .map(({ position }) => position)
    .toSorted(comparePositions)
    .at(-1);
}

/**
 * Counts on from a position: `a9`, `aA`, …, `az`, then one longer, `b00`, so that it stays short however many follow.
 * A position may be any digits and letters, and the longest ones have no next: what gets the same goes by its id.
 */
function nextPosition(position: string): string {
  const kept = position.replace(/z+$/, "");
  const counted = DIGITS[DIGITS.indexOf(kept.slice(-1)) + 1];
  if (kept === "" || counted === undefined) return `${position}0`.slice(0, LONGEST);
  const length = kept.length === 1 && position.length > 1 ? position.length + 1 : position.length;
  return `${kept.slice(0, -1)}${counted}`.padEnd(Math.min(length, LONGEST), "0");
}
