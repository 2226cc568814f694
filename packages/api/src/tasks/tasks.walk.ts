import { type ReadTransaction, tasks } from "@typedo/db";
import { and, asc, desc, eq, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { type AnyPgColumn, unionAll } from "drizzle-orm/pg-core";
import type { Conditions } from "./tasks.conditions.js";
import type { Place, Sort } from "./tasks.order.js";
import type { taskColumns } from "./tasks.rows.js";

/** Rows that one page looks at, at the most, where no index serves the filters. */
export const SCAN_LIMIT = 2000;

/** A way along a sort's index. */
export interface Walk {
  readonly userId: string;
  readonly sort: Sort;
  readonly conditions: Conditions;
  readonly after: Place | undefined;
}

/**
 * The next rows in the order. Each branch is a range of one index, in its order, and reads no more than `limit` rows:
 * one branch for each state, and for keys that may be null one more for those that are.
 *
 * @param gate switches the whole walk off where it is false
 */
export function walkIndex(
  transaction: ReadTransaction,
  columns: typeof taskColumns,
  walk: Walk,
  limit: number,
  gate?: SQL,
) {
  const { userId, sort, conditions } = walk;
  const { order, descending } = sort;
  const direction = descending ? desc : asc;
  const ties = order.unique ? [] : [direction(tasks.id)];
  const [first, second, ...others] = conditions.states.flatMap((state) =>
    conditions.ranges.flatMap((range) =>
      keyRanges(walk).map((keys) =>
        transaction
          .select(columns)
          .from(tasks)
          .where(and(eq(tasks.userId, userId), eq(tasks.state, state), range, keys, gate))
          .orderBy(direction(order.column), ...ties)
          .limit(limit),
      ),
    ),
  );
  if (first === undefined) throw new RangeError("There is nothing to walk");
  if (second === undefined) return first;
  return unionAll(first, second, ...others)
    .orderBy(...orderByName(sort))
    .limit(limit);
}

/** For rows that come from a union or a sub-select, whose columns are known by their names alone. */
export function orderByName({ order, descending }: Sort): SQL[] {
  const byName = ({ name }: AnyPgColumn) => (descending ? desc : asc)(sql.identifier(name));
  return [sql`${byName(order.column)} nulls last`, ...(order.unique ? [] : [byName(tasks.id)])];
}

/** The conditions on key and id, one for each branch. */
function keyRanges({ sort, conditions, after }: Walk): (SQL | undefined)[] {
  const { column, nullable, unique, parameter } = sort.order;
  const beyond = sort.descending ? sql`<` : sql`>`;
  const withKey = conditions.keys !== "null";
  const withoutKey = nullable === true && conditions.keys !== "not-null";
  if (after?.[0] === null) return withoutKey ? [and(isNull(column), sql`${tasks.id} ${beyond} ${after[1]}::uuid`)] : [];

  const key = after && parameter(after[0]);
  const range =
    key &&
    (unique ? sql`${column} ${beyond} ${key}` : sql`(${column}, ${tasks.id}) ${beyond} (${key}, ${after[1]}::uuid)`);
  return [
    ...(withKey ? [nullable ? and(isNotNull(column), range) : range] : []),
    ...(withoutKey ? [isNull(column)] : []),
  ];
}

/** Rows after a place, as one condition: for rows that no index brings in their order. */
export function afterPlace({ sort, after }: Pick<Walk, "sort" | "after">): SQL | undefined {
  if (!after) return undefined;
  const { column, nullable, parameter } = sort.order;
  const beyond = sort.descending ? sql`<` : sql`>`;
  if (after[0] === null) return and(isNull(column), sql`${tasks.id} ${beyond} ${after[1]}::uuid`);
  const range = sql`(${column}, ${tasks.id}) ${beyond} (${parameter(after[0])}, ${after[1]}::uuid)`;
  return nullable ? or(range, isNull(column)) : range;
}
