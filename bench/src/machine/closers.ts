/** What has to be undone at the end, last things first, however the end comes. */
export class Closers {
  readonly #pending: (() => Promise<void> | void)[] = [];
  #closing: Promise<void> | undefined;

  /** True once the end has begun. */
  get closing(): boolean {
    return this.#closing !== undefined;
  }

  add(close: () => Promise<void> | void): void {
    this.#pending.push(close);
    // Started while all is being stopped.
    if (this.#closing) void this.#closeAll();
  }

  /** Undoes all of it, once; what fails is said and does not keep the rest. */
  async close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    for (let close = this.#pending.pop(); close; close = this.#pending.pop()) {
      try {
        await close();
      } catch (error) {
        process.stderr.write(`At the end: ${String(error)}\n`);
      }
    }
  }
}

/** Runs a program that starts others: they are stopped at its end, at an error, and at Ctrl-C. */
export async function withClosers(work: (closers: Closers) => Promise<void>): Promise<void> {
  const closers = new Closers();
  const stop = (signal: NodeJS.Signals) => {
    process.stderr.write("\nStopping\n");
    void closers.close().then(() => process.exit(signal === "SIGINT" ? 130 : 143));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    await work(closers);
  } catch (error) {
    if (closers.closing) return;
    process.exitCode = 1;
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  } finally {
    await closers.close();
  }
}
