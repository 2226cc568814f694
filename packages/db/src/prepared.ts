import { drizzle, type PgRemoteDatabase } from "drizzle-orm/pg-proxy";
import type { StatementResult } from "./connection.js";

type Send = (statement: string, parameters: readonly unknown[]) => Promise<StatementResult>;

/** Builds statements that are prepared once, with placeholders, and run in any transaction by its `run`. */
export type Builder = Pick<PgRemoteDatabase, "select" | "insert" | "update" | "delete" | "with" | "$with">;

/** A statement that was built and `.prepare`d by `statements`. */
export interface Prepared<T> {
  execute(values?: Record<string, unknown>): Promise<T>;
}

/** What a transaction can do: build a statement and send it, or send one that was built before. */
export interface Transaction extends Builder {
  /** Building a statement costs as much as all the rest of a request: what is asked for often is built once. */
  run<T>(prepared: Prepared<T>, values: Record<string, unknown>): Promise<T>;
}

/** Where the statement that is being run goes to. Drizzle hands it on before `execute` returns. */
let destination: Send | undefined;

export const statements: Builder = drizzle(async (statement, parameters) => {
  if (!destination) throw new Error("A prepared statement is sent by the `run` of a transaction");
  const { rows } = await destination(statement, parameters);
  return { rows: [...rows] };
});

export function makeTransaction(send: Send): Transaction {
  const builder = drizzle(async (statement, parameters) => {
    const { rows } = await send(statement, parameters);
    return { rows: [...rows] };
  });
  return Object.assign(builder, {
    // Not async: the destination must not outlast the moment in which the statement is sent.
    run<T>(prepared: Prepared<T>, values: Record<string, unknown>): Promise<T> {
      destination = send;
      try {
        return prepared.execute(values);
      } finally {
        destination = undefined;
      }
    },
  });
}
