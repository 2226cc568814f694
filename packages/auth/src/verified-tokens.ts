import type { Principal } from "@typedo/db";

/** Verifying costs 60 to 160 µs, and a client sends the same token for 15 minutes. */
const CAPACITY = 1000;

/** Seconds until a token is verified again: a key that was deleted is not trusted for ever. */
const LONGEST_TRUST = 5 * 60;

interface VerifiedToken {
  readonly principal: Principal;
  /** Seconds since 1970. */
  readonly until: number;
}

/** The tokens last seen to be good, the one longest unused given up first. */
export class VerifiedTokens {
  readonly #tokens = new Map<string, VerifiedToken>();

  /** `now` in seconds since 1970, as `expires` below. */
  find(token: string, now: number): Principal | undefined {
    const found = this.#tokens.get(token);
    if (!found) return undefined;
    this.#tokens.delete(token);
    if (found.until <= now) return undefined;
    this.#tokens.set(token, found);
    return found.principal;
  }

  remember(token: string, principal: Principal, now: number, expires: number): void {
    this.#tokens.set(token, { principal, until: Math.min(expires, now + LONGEST_TRUST) });
    if (this.#tokens.size <= CAPACITY) return;
    const [oldest] = this.#tokens.keys();
    if (oldest !== undefined) this.#tokens.delete(oldest);
  }
}
