import { type Principal, statements, tasks } from "@typedo/db";
import type { ownerClient } from "@typedo/db/testing";
import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { sealCursor } from "../cursor.js";
import { readConditions } from "../tasks/tasks.conditions.js";
import { listTasksInput } from "../tasks/tasks.filters.js";
import { scopeOf } from "../tasks/tasks.list.js";
import { orderByName } from "../tasks/tasks.walk.js";
import { readSort } from "../tasks/tasks.order.js";
import { testCursorKeys } from "./callers.js";
import type { Listing } from "./listings.js";

/** Where pages of a listing begin. */
export interface Pages {
  /** Tasks that are listed. */
  readonly total: number;
  /** Cursors to pages at each tenth of the list. */
  readonly within: readonly string[];
  /** Cursor to the last page, which is full. */
  readonly last: string;
}

/** So many full pages, and none of those at a tenth is the last. */
const FEWEST_PAGES = 12;

const found = z.array(
  z.object({
    key: z.union([z.date().transform((date) => date.getTime()), z.string(), z.number(), z.null()]),
    id: z.string(),
    place: z.coerce.number(),
    total: z.coerce.number(),
  }),
);

/**
 * Finds pages that it would take thousands of others to walk to, by counting through the whole list as the database's
 * owner. Undefined for a list that is too short.
 *
 * @throws RangeError for a listing that has no column's order, or that words or labels choose from
 */
export async function findPages(
  owner: ReturnType<typeof ownerClient>,
  { userId }: Principal,
  listing: Listing,
  limit: number,
): Promise<Pages | undefined> {
  const input = listTasksInput.parse(listing);
  const sort = readSort(input.sort);
  const { states, all, search } = readConditions(input, sort, userId);
  if (sort === "relevance" || search) throw new RangeError("Pages of a search can't be counted through");

  const listed = statements
    .select({ column: sort.order.column, id: tasks.id })
    .from(tasks)
    .where(and(eq(tasks.userId, userId), inArray(tasks.state, states), all(tasks)))
    .as("listed");
  const order = sql.join(orderByName(sort), sql`, `);
  const counted = statements
    .select({
      key: sql`${listed.column}`.as("key"),
      id: listed.id,
      place: sql`row_number() over (order by ${order})`.as("place"),
      total: sql`count(*) over ()`.as("total"),
    })
    .from(listed)
    .as("counted");
  const query = statements
    .select({ key: counted.key, id: counted.id, place: counted.place, total: counted.total })
    .from(counted)
    .where(
      sql`${counted.place} = ${counted.total} - ${limit}::int
        or ${counted.place} in (select part * ${counted.total} / 10 from generate_series(1, 9) as part)`,
    )
    .orderBy(counted.place)
    .toSQL();
  const places = found.parse(await owner.unsafe(query.sql, query.params.map(String)));
  const last = places.find(({ place, total }) => place === total - limit);
  if (!last || last.total < FEWEST_PAGES * limit) return undefined;
  const scope = scopeOf({ cursorKeys: testCursorKeys, userId }, input);
  const seal = ({ key, id }: typeof last) => sealCursor(scope, [key, id]);
  const within = places.filter((one) => one !== last).map(seal);
  return { total: last.total, within, last: seal(last) };
}
