import { type BudgetStore, type Grant, WINDOW } from "./budget-store.js";

/** How a request fared. */
export interface Spent {
  readonly admitted: boolean;
  /** Requests that are left of the budget, as far as this process knows. */
  readonly remaining: number;
  /** Milliseconds until the budget is whole again. */
  readonly msLeft: number;
  /** Tells windows apart. */
  readonly window: symbol;
}

export interface Lease {
  /** Pays for a request, or for several at once: all of them or none. At once, where the store need not be asked. */
  spend(cost: number): Spent | Promise<Spent>;
  /** Puts back what was admitted and turned out to be free. What another window paid is lost. */
  giveBack(cost: number, spent: Spent): void;
}

export interface LeaseOptions {
  readonly store: BudgetStore;
  readonly key: string;
  /** Requests in a window. */
  readonly limit: number;
  readonly clock: () => number;
}

interface Waiting {
  readonly cost: number;
  resolve(spent: Spent): void;
  reject(reason: unknown): void;
}

/** How many requests a process takes at once from a budget that it shares: a tenth at most, and one at least. */
export function blockOf(limit: number): number {
  return Math.max(1, Math.floor(limit / 10));
}

/**
 * What one process has taken of one key's budget and not yet spent. It is taken from the store in blocks, before it is
 * spent: one window's budget never pays for more than its limit, however many processes there are. What they hold
 * unspent is lost to the others: of requests that cost 1, at least `limit - (processes - 1) * (block - 1)` are admitted
 * before one is refused.
 */
export function openLease({ store, key, limit, clock }: LeaseOptions): Lease {
  const block = blockOf(limit);
  let held = 0;
  /** As the store said last. */
  let left = 0;
  let window = Symbol("no window yet");
  let endsAt = -Infinity;
  let waiting: Waiting[] = [];
  let asking = false;

  const tell = (admitted: boolean): Spent => ({
    admitted,
    remaining: held + left,
    msLeft: Math.max(0, endsAt - clock()),
    window,
  });

  /** Undefined: the store has to be asked. */
  const spendHeld = (cost: number): Spent | undefined => {
    if (cost <= held) {
      held -= cost;
      return tell(true);
    }
    // Nobody has any left until the window ends, so the store is left in peace.
    return left === 0 ? tell(false) : undefined;
  };

  const adopt = (grant: Grant, askedAt: number) => {
    // Counted from the question, not from the answer: the lease ends with the store's window, or before.
    const end = askedAt + grant.msLeft;
    const sameWindow = askedAt < endsAt && end - endsAt < WINDOW / 2;
    if (!sameWindow) window = Symbol("window");
    held = grant.granted + (sameWindow ? held : 0);
    endsAt = sameWindow ? Math.min(end, endsAt) : end;
    left = grant.left;
  };

  /** One question at a time, for all who wait: their requests are of this window even if it ends meanwhile. */
  const ask = async () => {
    asking = true;
    try {
      while (waiting.length > 0) {
        const askedAt = clock();
        const needed = waiting.reduce((sum, { cost }) => sum + cost, 0) - (askedAt < endsAt ? held : 0);
        adopt(await store.take(key, Math.min(limit, Math.max(block, needed)), limit), askedAt);
        waiting = waiting.filter(({ cost, resolve }) => {
          const spent = spendHeld(cost);
          if (spent) resolve(spent);
          return !spent;
        });
      }
    } catch (error) {
      for (const { reject } of waiting.splice(0)) reject(error);
    } finally {
      asking = false;
    }
  };

  return {
    spend(cost) {
      // Can't be paid in any window: it must not use up what the others can pay with.
      if (cost > limit) return { ...tell(false), msLeft: WINDOW };
      const spent = waiting.length === 0 && clock() < endsAt ? spendHeld(cost) : undefined;
      if (spent) return spent;
      return new Promise<Spent>((resolve, reject) => {
        waiting.push({ cost, resolve, reject });
        if (!asking) void ask();
      });
    },
    giveBack(cost, spent) {
      if (spent.admitted && spent.window === window) held += cost;
    },
  };
}
