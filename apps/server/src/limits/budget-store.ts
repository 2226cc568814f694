/** Milliseconds for which a budget lasts: a fixed window, opened by the first request that it is for. */
export const WINDOW = 60_000;

/** What a store gave of a key's budget. */
export interface Grant {
  /** Requests, from 0 to as many as were asked for: never more than were left. */
  readonly granted: number;
  /** Requests that are left for others to take. */
  readonly left: number;
  /** Milliseconds until the budget is whole again, by the store's own clock, so that no two machines have to agree. */
  readonly msLeft: number;
}

/** Where budgets are kept. What it grants has left the budget already: who does not spend it has wasted it. */
export interface BudgetStore {
  /** Takes `wanted` of the `limit` that `key` has for a window, or what is left of it, in one atomic step. */
  take(key: string, wanted: number, limit: number): Promise<Grant>;
}

/** What a store makes of a budget of which `before` was taken already. */
export function grantOf(before: number, wanted: number, limit: number, msLeft: number): Grant {
  const granted = Math.max(0, Math.min(wanted, limit - before));
  return { granted, left: Math.max(0, limit - before - granted), msLeft };
}
