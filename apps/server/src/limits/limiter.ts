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
  /** At once, where it is known without asking the store. */
  spend(key: string, cost: number): Spent | Promise<Spent>;
  /** Puts back what was spent, if its window has not ended. */
  giveBack(key: string, cost: number, spent: Spent): void;
}

export interface LimiterOptions {
  readonly name: string;
  readonly perMinute: number;
  readonly store: BudgetStore;
  readonly clock: () => number;
  onRefused(): void;
}

/** Undefined: 0 a minute means no limit. */
export function openLimiter({ name, perMinute, store, clock, onRefused }: LimiterOptions): Limiter | undefined {
  if (perMinute === 0) return undefined;
  const leaseOf = keepRecent(KEPT, (key) => openLease({ store, key: `${name}:${key}`, limit: perMinute, clock }));
  const noted = (spent: Spent) => {
    if (!spent.admitted) onRefused();
    return spent;
  };
  return {
    name,
    perMinute,
    spend(key, cost) {
      const spent = leaseOf(key).spend(cost);
      return spent instanceof Promise ? spent.then(noted) : noted(spent);
    },
    giveBack: (key, cost, spent) => leaseOf(key).giveBack(cost, spent),
  };
}
