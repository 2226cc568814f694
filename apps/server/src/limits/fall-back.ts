import type { BudgetStore, Grant } from "./budget-store.js";

/** Milliseconds that a request waits for the store. */
const DEADLINE = 500;

/** Milliseconds until a store that failed is asked again. */
const PAUSE = 5000;

export interface FallBackOptions {
  /** Shared by all processes. */
  readonly store: BudgetStore;
  /** Of this process; never fails. */
  readonly own: BudgetStore;
  readonly clock: () => number;
  /** Milliseconds; for tests. */
  readonly deadline?: number;
  /** Called when the store goes, and when it is back; not in between. */
  onAway(cause: unknown): void;
  onBack(): void;
}

export interface SharedStore extends BudgetStore {
  /** Whether the shared store is the one that counts just now. */
  isShared(): boolean;
}

/**
 * The shared store for as long as it answers in time. When it does not, this process counts by itself, so that nobody
 * fails or waits for it: then a limit holds for each process. Every few seconds one request asks whether it is back.
 */
export function fallBack({ store, own, clock, deadline = DEADLINE, onAway, onBack }: FallBackOptions): SharedStore {
  let away = false;
  let askAgainAt = 0;

  const goAway = (cause: unknown) => {
    askAgainAt = clock() + PAUSE;
    if (!away) onAway(cause);
    away = true;
  };
  const comeBack = () => {
    if (away) onBack();
    away = false;
  };

  return {
    isShared: () => !away,
    async take(key, wanted, limit) {
      if (away && clock() < askAgainAt) return own.take(key, wanted, limit);
      // Until this one has its answer, the others do not ask.
      askAgainAt = clock() + PAUSE;
      try {
        const grant = await within(deadline, store.take(key, wanted, limit));
        comeBack();
        return grant;
      } catch (error) {
        goAway(error);
        return own.take(key, wanted, limit);
      }
    },
  };
}

async function within(ms: number, answer: Promise<Grant>): Promise<Grant> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    const late = () => reject(new Error(`The store of the limits has not answered for ${ms} ms`));
    // What came in while this process was busy is read first.
    timer = setTimeout(() => setImmediate(late), ms);
  });
  try {
    return await Promise.race([answer, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
