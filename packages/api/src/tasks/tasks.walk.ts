import { type ReadTransaction, statements, statementsByShape, tasks } from "@typedo/db";
import { and, asc, desc, eq, isNotNull, isNull, or, type Placeholder, type SQL, sql } from "drizzle-orm";
import { type AnyPgColumn, unionAll } from "drizzle-orm/pg-core";
import type { Conditions, IndexRange } from "./tasks.conditions.js";
import type { Place, Sort } from "./tasks.order.js";
import { taskColumns, type TaskRow } from "./tasks.rows.js";

/** Rows that one page looks at, at the most, where no index serves the filters. */
export const SCAN_LIMIT = 2000;

/** A way along a sort's index. */
export interface Walk {
  readonly userId: string | Placeholder;
  readonly sort: Sort;
  readonly conditions: Pick<Conditions, "states" | "ranges" | "keys">;
  readonly after: After | undefined;
}

/** A place as the database takes it, or placeholders for one. */
export interface After {
  /** Null: behind all rows that have a key. */
  readonly key: unknown;
  readonly id: string | Placeholder;
}

export function encodePlace([key, id]: Place, { order }: Sort): After {
  return { key: key === null ? null : order.encode(key), id };
}

/**
 * The next rows in the order. Each branch is a range of one index, in its order, and reads no more than `limit` rows:
 * one branch for each state, and for keys that may be null one more for those that are.
 *
 * @param gate switches the whole walk off where it is false
 */
export function walkIndex(
  transaction: Pick<ReadTransaction, "select">,
  columns: typeof taskColumns,
  walk: Walk,
  limit: number | Placeholder,
  gate?: SQL,
) {
  const { userId, sort, conditions } = walk;
  const { order, descending } = sort;
  const direction = descending ? desc : asc;
  const ties = order.unique ? [] : [direction(tasks.id)];
  const [first, second, ...others] = conditions.states.flatMap((state) =>
    conditions.ranges.flatMap((range) =>
      keyRanges(walk, range).map((keys) =>
        transaction
          .select(columns)
          .from(tasks)
          .where(and(eq(tasks.userId, userId), eq(tasks.state, state), keys, gate))
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

const flatStatement = statementsByShape<TaskRow[]>();

/** The next rows of a walk that has no conditions but states: what is asked for most, so its statement is built once. */
export async function selectFlat(
  transaction: ReadTransaction,
  walk: Walk & { readonly userId: string },
  limit: number,
): Promise<readonly TaskRow[]> {
  const { userId, sort, conditions, after } = walk;
  const isPlain = conditions.ranges.every(({ when, bounds }) => when === undefined && bounds.length === 0);
  if (!isPlain) return walkIndex(transaction, taskColumns, walk, limit);
  const beyond = after === undefined ? "first" : after.key === null ? "null" : "key";
  const shape = [sort.order.column.name, sort.descending, conditions.states, beyond].join();
  const statement = flatStatement(shape, () => {
    const [of, most] = [sql.placeholder("userId"), sql.placeholder("limit")];
    const place = after && { key: after.key === null ? null : sql.placeholder("key"), id: sql.placeholder("id") };
    return walkIndex(statements, taskColumns, { sort, conditions, userId: of, after: place }, most).prepare(shape);
  });
  return transaction.run(statement, { userId, limit, key: after?.key, id: after?.id });
}

/** For rows that come from a union or a sub-select, whose columns are known by their names alone. */
export function orderByName({ order, descending }: Sort): SQL[] {
  const byName = ({ name }: AnyPgColumn) => (descending ? desc : asc)(sql.identifier(name));
  const key = byName(order.column);
  // Said where it makes no difference, it would keep PostgreSQL from merging what the indexes give in their order.
  const nullsLast = order.nullable && descending ? sql`${key} nulls last` : key;
  return [nullsLast, ...(order.unique ? [] : [byName(tasks.id)])];
}

/**
 * The conditions on key and id, one for each branch. Of a filter and a place that both say where the rows begin, the index
 * would take one, and read all that the other leaves out: so there is the place alone.
 */
function keyRanges({ sort, conditions, after }: Walk, { when, bounds, only }: IndexRange): (SQL | undefined)[] {
  const { column, nullable, unique, parameter } = sort.order;
  const beyond = sort.descending ? sql`<` : sql`>`;
  const beyondId = after && sql`${tasks.id} ${beyond} ${after.id}::uuid`;
  const withKey = conditions.keys !== "null";
  const withoutKey = nullable === true && conditions.keys !== "not-null";
  if (after?.key === null) return withoutKey ? [and(when, isNull(column), beyondId)] : [];
  if (after && only !== undefined) {
    const ahead = sort.descending ? Number(after.key) - only : only - Number(after.key);
    return ahead < 0 ? [] : [and(when, ahead === 0 ? beyondId : undefined)];
  }

  const key = after && parameter(after.key);
  const place =
    key &&
    (unique ? sql`${column} ${beyond} ${key}` : sql`(${column}, ${tasks.id}) ${beyond} (${key}, ${after.id}::uuid)`);
  const implied = after && (sort.descending ? "to" : "from");
  const range = bounds.map((bound) => (bound.side === implied ? bound.behind : bound.when)?.(tasks));
  return [
    ...(withKey ? [and(when, nullable ? isNotNull(column) : undefined, ...range, place)] : []),
    ...(withoutKey ? [and(when, isNull(column))] : []),
  ];
}

/** Rows after a place, as one condition: for rows that no index brings in their order. */
export function afterPlace({ sort, after }: Pick<Walk, "sort" | "after">): SQL | undefined {
  if (!after) return undefined;
  const { column, nullable, parameter } = sort.order;
  const beyond = sort.descending ? sql`<` : sql`>`;
  if (after.key === null) return and(isNull(column), sql`${tasks.id} ${beyond} ${after.id}::uuid`);
  const range = sql`(${column}, ${tasks.id}) ${beyond} (${parameter(after.key)}, ${after.id}::uuid)`;
  return nullable ? or(range, isNull(column)) : range;
}
