import { type AuthDatabase, statements } from "@typedo/db";
import { inArray, lte, sql } from "drizzle-orm";
import { bigint, integer, pgSchema, varchar } from "drizzle-orm/pg-core";
import { type BudgetStore, grantOf, WINDOW } from "./budget-store.js";

/** Made by the migrations of `@typedo/db`; unlogged: a crash of the database makes every budget whole again. */
const budget = pgSchema("limits").table("budget", {
  key: varchar("key", { length: 255 }).primaryKey(),
  /** Taken of the window; past the limit where more was asked for than was left. */
  points: integer("points").notNull().default(0),
  expire: bigint("expire", { mode: "number" }),
});

/** Rows cleared away in one transaction. */
const SWEEP = 5000;

const nowMs = sql`floor(extract(epoch from now()) * 1000)::bigint`;

/**
 * Milliseconds by which a window may have been opened after now: `now()` is when a transaction began, and one that waits
 * for the row gets it from others that began later. Twice what a transaction may last.
 */
const LATER = 10_000;

/** One that ends later still was opened before the database's clock was set back: it would last as long. */
const over = sql`(${budget.expire} <= ${nowMs} or ${budget.expire} > ${nowMs} + ${WINDOW + LATER})`;

const take = statements
  .insert(budget)
  .values({
    key: sql.placeholder("key"),
    points: sql.placeholder("wanted"),
    expire: sql`${nowMs} + ${WINDOW}`,
  })
  .onConflictDoUpdate({
    target: budget.key,
    set: {
      // Never grows past what this very statement asks for beyond the limit, so it tells what was taken before.
      points: sql`case when ${over} then 0 else least(${budget.points}, ${sql.placeholder("limit")}) end + excluded.points`,
      expire: sql`case when ${over} then excluded.expire else ${budget.expire} end`,
    },
  })
  .returning({ points: budget.points, msLeft: sql`${budget.expire} - ${nowMs}`.mapWith(Number) })
  .prepare("take_of_budget");

export interface PostgresStore extends BudgetStore {
  /** Deletes the budgets whose window is over. */
  clear(): Promise<void>;
}

/**
 * Budgets in PostgreSQL, by its clock. One statement of our own takes part of what is left, which the stores of
 * rate-limiter-flexible do not do: they give all or nothing, and count what they refuse.
 */
export function openPostgresStore(database: AuthDatabase): PostgresStore {
  return {
    async take(key, wanted, limit) {
      const [row] = await database.run(take, { key, wanted, limit });
      if (!row) throw new Error("A budget was neither made nor changed");
      return grantOf(row.points - wanted, wanted, limit, row.msLeft);
    },

    async clear() {
      for (;;) {
        const cleared = await database.transaction(async (transaction) => {
          // What another process is clearing away, or taking from, is not waited for.
          const ended = transaction
            .select({ key: budget.key })
            .from(budget)
            .where(lte(budget.expire, nowMs))
            .limit(SWEEP)
            .for("update", { skipLocked: true });
          return transaction.delete(budget).where(inArray(budget.key, ended)).returning({ key: budget.key });
        });
        if (cleared.length < SWEEP) return;
      }
    },
  };
}
