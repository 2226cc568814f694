import { RecentMap } from "@typedo/db";

interface Entry<Value> {
  readonly value: Value;
  readonly since: number;
  readonly until: number;
}

/**
 * What was found out lately, each with the moment at which it is forgotten; what was long not asked for is given up first.
 * What was found out later than now is forgotten too: the machine's clock was set back, and until it is there again
 * whatever was revoked meanwhile would be taken for good.
 */
export class ExpiringCache<Value> {
  readonly #entries: RecentMap<Entry<Value>>;

  constructor(capacity: number) {
    this.#entries = new RecentMap(capacity);
  }

  /** `now` in the unit of those below. */
  find(key: string, now: number): Value | undefined {
    const found = this.#entries.get(key);
    if (!found) return undefined;
    if (found.since <= now && now < found.until) return found.value;
    this.#entries.delete(key);
    return undefined;
  }

  remember(key: string, value: Value, now: number, until: number): void {
    this.#entries.set(key, { value, since: now, until });
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }

  forgetWhere(isMeant: (value: Value) => boolean): void {
    this.#entries.deleteWhere(({ value }) => isMeant(value));
  }
}
