/**
 * Values by key, at most `most` of them: a key of the last `most / 2` that were asked for or set is always kept.
 *
 * Two maps that take turns. One map, with each key moved to its end when it is asked for, is a new table every few moves,
 * and V8 keeps the tables, with all that was made meanwhile and hangs on them, until it collects the whole heap.
 */
export class RecentMap<Value> {
  #recent = new Map<string, Value>();
  #older = new Map<string, Value>();
  readonly #half: number;

  /** @param most at least 2 */
  constructor(most: number) {
    this.#half = Math.floor(most / 2);
  }

  get(key: string): Value | undefined {
    const recent = this.#recent.get(key);
    if (recent !== undefined) return recent;
    const older = this.#older.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    this.#older.delete(key);
    this.#recent.set(key, value);
    if (this.#recent.size < this.#half) return;
    this.#older = this.#recent;
    this.#recent = new Map();
  }

  delete(key: string): void {
    this.#recent.delete(key);
    this.#older.delete(key);
  }

  deleteWhere(isMeant: (value: Value) => boolean): void {
    for (const map of [this.#recent, this.#older]) for (const [key, value] of map) if (isMeant(value)) map.delete(key);
  }
}
