import { type ReadTransaction, tasks } from "@typedo/db";
import { and, eq, inArray, sql } from "drizzle-orm";
import { readConditions } from "./tasks.conditions.js";
import type { ListTasksInput } from "./tasks.filters.js";
import { readSort } from "./tasks.order.js";
import type { TaskPage } from "./tasks.schema.js";
import { withHits } from "./tasks.search.js";

/** Counted no further. */
const MOST = 10_000;

/** Matches of a search among which those are counted that meet the other filters. */
const MOST_MATCHES = 50_000;

/** How many tasks meet the filters, on all pages. */
export async function countTasks(
  transaction: ReadTransaction,
  userId: string,
  input: ListTasksInput,
): Promise<Pick<TaskPage, "total" | "totalCapped">> {
  const { states, all, search } = readConditions(input, readSort(input.sort), userId);
  if (states.length === 0) return { total: 0 };
  transaction.planForValues();
  const matches = search && withHits(transaction, search, MOST_MATCHES);
  const counted = transaction
    .select({ one: sql`1` })
    .from(tasks)
    .where(and(eq(tasks.userId, userId), inArray(tasks.state, [...states]), matches?.isHit, all(tasks)))
    .limit(MOST + 1);
  const columns = { count: sql<number>`count(*)::int`, capped: sql<boolean>`count(*) > ${MOST}` };
  const [row] = matches
    ? await transaction
        .with(matches.hits)
        .select({ ...columns, capped: sql<boolean>`${columns.capped} or ${matches.many}` })
        .from(sql`${counted} as counted`)
    : await transaction.select(columns).from(sql`${counted} as counted`);
  const total = Math.min(row?.count ?? 0, MOST);
  return row?.capped ? { total, totalCapped: true } : { total };
}
