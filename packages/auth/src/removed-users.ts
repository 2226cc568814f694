/** Some 2 MB at most. */
const CAPACITY = 10_000;

/**
 * The users whose accounts this process deleted: a token is good by its signature alone, so that somebody has to
 * remember whom it must not be good for any more. The one deleted longest ago is given up first.
 */
export class RemovedUsers {
  readonly #ids = new Set<string>();

  has(userId: string): boolean {
    return this.#ids.has(userId);
  }

  add(userId: string): void {
    this.#ids.add(userId);
    if (this.#ids.size <= CAPACITY) return;
    const [oldest] = this.#ids;
    if (oldest !== undefined) this.#ids.delete(oldest);
  }
}
