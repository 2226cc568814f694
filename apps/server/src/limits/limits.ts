import type { Environment } from "../env.js";
import type { BudgetStore } from "./budget-store.js";
import { type Limiter, openLimiter } from "./limiter.js";

/** As many keys as this can use up their budgets at a time. */
const KEYS_A_USER = 10;

/** Every limit that there is; undefined where it is switched off. */
export interface Limits {
  readonly byUser: Limiter | undefined;
  readonly byKey: Limiter | undefined;
  /** All of a user's keys together: they can be made, and ended, as often as one likes. */
  readonly byKeysOfUser: Limiter | undefined;
  /** By network, of those who are nobody yet. */
  readonly byAddress: Limiter | undefined;
  /** Sign-in and what is like it, by network. */
  readonly signingIn: Limiter | undefined;
  /** Sign-in and what is like it, by the account that it is about. */
  readonly byAccount: Limiter | undefined;
}

export function openLimits(
  { rateLimit, authRateLimit }: Pick<Environment, "rateLimit" | "authRateLimit">,
  budgets: BudgetStore,
  /** Called with the name of each limit that refuses a request. */
  onRefused: (name: string) => void = () => {},
): Limits {
  const clock = () => performance.now();
  const open = (name: string, perMinute: number) =>
    openLimiter({ name, perMinute, store: budgets, clock, onRefused: () => onRefused(name) });
  return {
    byUser: open("user", rateLimit),
    byKey: open("key", rateLimit),
    byKeysOfUser: open("keys", KEYS_A_USER * rateLimit),
    byAddress: open("address", rateLimit),
    signingIn: open("sign-in", authRateLimit),
    byAccount: open("account", authRateLimit),
  };
}

/** A user as the key of a budget of `byAccount`: one budget for every way to try a password of one's own. */
export function ownAccount(userId: string): string {
  return `id:${userId}`;
}
