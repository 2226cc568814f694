import type { BudgetStore } from "./budget-store.js";
import { keepRecent } from "./keep-recent.js";
import { openLease, type Spent } from "./lease.js";

/** Keys of one limit whose leases a process remembers. One that is forgotten loses what it held, and no more. */
const KEPT = 20_000;

/** One limit: so many requests a minute for each key. */
export interface Limiter {
  /** As `RateLimit-Policy` names it. */
  readonly name: string;
  readonly perMinute: number;
  spend(key: string, cost: number): Promise<Spent>;
  /** Puts back what was spent, if its window has not ended. */
  giveBack(key: string, cost: number, spent: Spent): void;
}

/** Undefined: 0 a minute means no limit. */
export function openLimiter(
  name: string,
  perMinute: number,
  store: BudgetStore,
  clock: () => number,
): Limiter | undefined {
  if (perMinute === 0) return undefined;
  const leaseOf = keepRecent(KEPT, (key) => openLease({ store, key: `${name}:${key}`, limit: perMinute, clock }));
  return {
    name,
    perMinute,
    spend: (key, cost) => leaseOf(key).spend(cost),
    giveBack: (key, cost, spent) => leaseOf(key).giveBack(cost, spent),
  };
}
