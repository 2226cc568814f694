import { type ReadTransaction, TASK_STATE, tasks } from "@typedo/db";
import { and, asc, desc, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { type AnyPgColumn, unionAll } from "drizzle-orm/pg-core";
import { type CursorScope, openCursor, sealCursor } from "../cursor.js";
import type { Reader } from "../trpc.js";
import { type Place, place, type TaskOrder, taskOrders } from "./tasks.order.js";
import { taskColumns, toTask } from "./tasks.rows.js";
import { type ListTasksInput, type TaskPage, taskSorts } from "./tasks.schema.js";

interface Walk {
  readonly order: TaskOrder;
  readonly descending: boolean;
  readonly after: Place | undefined;
  readonly limit: number;
}

/** One page of the caller's tasks by keyset: page 5,000 costs what page 1 costs. */
export async function listTasks(caller: Reader, input: ListTasksInput): Promise<TaskPage> {
  const { completed, sort, limit, cursor } = input;
  const scope: CursorScope = {
    key: caller.cursorKey,
    userId: caller.userId,
    listing: JSON.stringify([completed, sort]),
  };
  const walk: Walk = {
    ...readSort(sort),
    after: cursor === undefined ? undefined : openCursor(scope, cursor, place),
    limit: limit + 1, // one more than asked for tells whether there is a next page
  };
  const states =
    completed === undefined ? [TASK_STATE.open, TASK_STATE.done] : [completed ? TASK_STATE.done : TASK_STATE.open];

  const rows = await caller.transact((transaction) => selectPage(transaction, caller.userId, states, walk));
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map(toTask),
    nextCursor: last ? sealCursor(scope, [walk.order.key(last), last.id] satisfies Place) : null,
  };
}

function readSort(sort: ListTasksInput["sort"]) {
  const descending = sort.startsWith("-");
  const name = taskSorts.find((candidate) => candidate === (descending ? sort.slice(1) : sort));
  if (name === undefined) throw new RangeError(`No such sort: ${sort}`);
  return { order: taskOrders[name], descending };
}

/**
 * The rows after a place, in order. Each branch is a range of one index, in its order, and reads no more than `limit`
 * rows: one branch for each state, and for keys that may be null one more for those that are.
 */
async function selectPage(transaction: ReadTransaction, userId: string, states: readonly number[], walk: Walk) {
  const { column, unique } = walk.order;
  const direction = walk.descending ? desc : asc;
  const ties = unique ? [] : [direction(tasks.id)];
  const [first, second, ...others] = states.flatMap((state) =>
    keyRanges(walk).map((range) =>
      transaction
        .select(taskColumns)
        .from(tasks)
        .where(and(eq(tasks.userId, userId), eq(tasks.state, state), range))
        .orderBy(direction(column), ...ties)
        .limit(walk.limit),
    ),
  );
  if (first === undefined) return [];
  if (second === undefined) return first;
  // The union's order knows its columns by their names alone.
  const byName = (of: AnyPgColumn) => direction(sql.identifier(of.name));
  return unionAll(first, second, ...others)
    .orderBy(sql`${byName(column)} nulls last`, ...(unique ? [] : [byName(tasks.id)]))
    .limit(walk.limit);
}

/** The conditions on key and id, one for each branch. */
function keyRanges({ order, descending, after }: Walk): (SQL | undefined)[] {
  const { column, nullable, unique, parameter } = order;
  const beyond = descending ? sql`<` : sql`>`;
  if (after?.[0] === null) return [and(isNull(column), sql`${tasks.id} ${beyond} ${after[1]}::uuid`)];

  const key = after && parameter(after[0]);
  const range =
    key &&
    (unique ? sql`${column} ${beyond} ${key}` : sql`(${column}, ${tasks.id}) ${beyond} (${key}, ${after[1]}::uuid)`);
  return nullable ? [and(isNotNull(column), range), isNull(column)] : [range];
}
