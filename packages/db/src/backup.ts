import { createHash } from "node:crypto";
import { once } from "node:events";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import postgres from "postgres";
import { BackupError, END_OF_ROWS, type Header, lastMigration, listTables, readRows } from "./backup-tables.js";
import { clientOptions, clientUrl } from "./connection.js";
import { translateDatabaseError } from "./errors.js";
import type { DatabaseLogin } from "./login.js";

/**
 * Writes all accounts and tasks as they are at one moment, while others go on writing. What is shared by servers for a
 * minute (the limits' budgets) is left out.
 *
 * @param sink is ended, or destroyed if it fails
 * @param onRow is called with the number of rows so far
 * @throws BackupError for a sink that takes no more, and for a database that was never migrated
 */
export async function backUp(owner: DatabaseLogin, sink: Writable, onRow: (rows: number) => void): Promise<void> {
  const client = postgres(clientUrl(owner), { ...clientOptions(owner, 1), backoff: false });
  const zip = createGzip();
  const written = finished(zip.pipe(sink)).catch((error: unknown) => {
    throw new BackupError(`The backup can't be written (${reasonOf(error)}): make room, or name another file`, {
      cause: error,
    });
  });
  written.catch(() => {});
  try {
    await client
      .begin("isolation level repeatable read", async (transaction) => {
        await transaction`select set_config('statement_timeout', '0', true)`;
        const lines = new Lines(zip, written);
        const header: Header = {
          typedo: "backup",
          format: 1,
          migration: await lastMigration(transaction),
          at: new Date().toISOString(),
        };
        await lines.write(JSON.stringify(header));
        for (const table of await listTables(transaction)) {
          await lines.write(JSON.stringify(table));
          for await (const row of readRows(transaction, table)) {
            await lines.write(row);
            onRow((lines.rows += 1));
          }
          await lines.write(END_OF_ROWS);
        }
        await lines.write(JSON.stringify({ rows: lines.rows }));
        await lines.writeSum();
        // Becoming the role that reads is no one's for longer than this.
        throw new RolledBack();
      })
      .catch((error: unknown) => {
        if (!(error instanceof RolledBack)) throw error;
      });
    zip.end();
    await written;
  } catch (error) {
    zip.destroy();
    sink.destroy();
    throw translateDatabaseError(error);
  } finally {
    await client.end({ timeout: 5 });
  }
}

class RolledBack extends Error {}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Lines on their way out, and what they come to. */
class Lines {
  rows = 0;
  readonly #hash = createHash("sha256");
  readonly #zip: Writable;
  readonly #written: Promise<void>;

  /** @param written settles with what the lines go to: one that failed takes no more, and never says so to the zip */
  constructor(zip: Writable, written: Promise<void>) {
    this.#zip = zip;
    this.#written = written;
  }

  async write(line: string): Promise<void> {
    this.#hash.update(`${line}\n`);
    await this.#send(line);
  }

  /** The last line: of all those before it, SHA-256. */
  async writeSum(): Promise<void> {
    await this.#send(this.#hash.digest("hex"));
  }

  async #send(line: string): Promise<void> {
    if (!this.#zip.write(`${line}\n`)) await Promise.race([once(this.#zip, "drain"), this.#written]);
  }
}
