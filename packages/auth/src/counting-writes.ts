import { QueryPromise } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { PgRemoteDatabase } from "drizzle-orm/pg-proxy";

type Statements = Pick<PgRemoteDatabase, "select" | "insert" | "update" | "delete">;

/**
 * Drizzle's proxy driver says of an UPDATE or DELETE what rows it returned, and not how many it changed: Better Auth
 * then takes each of them to have changed nothing. So one that returns nothing is made to return its rows.
 */
export function countingWrites(database: Statements) {
  return {
    select: database.select.bind(database),
    insert: database.insert.bind(database),
    update: (table: PgTable) => {
      const update = database.update(table);
      return {
        set: (values: Parameters<typeof update.set>[0]) => {
          const statement = update.set(values);
          return {
            where: (condition: Parameters<typeof statement.where>[0]) =>
              new CountedStatement(statement.where(condition)),
          };
        },
      };
    },
    delete: (table: PgTable) => {
      const statement = database.delete(table);
      return {
        where: (condition: Parameters<typeof statement.where>[0]) => new CountedStatement(statement.where(condition)),
      };
    },
  };
}

interface Statement {
  returning(): PromiseLike<unknown>;
}

/** Awaited as it is, it gives a row for each that it changed; Better Auth counts those. */
class CountedStatement extends QueryPromise<unknown> {
  readonly #statement: Statement;

  constructor(statement: Statement) {
    super();
    this.#statement = statement;
  }

  override async execute(): Promise<unknown> {
    return this.#statement.returning();
  }

  returning(): PromiseLike<unknown> {
    return this.#statement.returning();
  }
}
