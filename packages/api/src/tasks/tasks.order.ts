import { PRIORITIES, tasks } from "@typedo/db";
import { type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { ListTasksInput, TaskSort } from "./tasks.filters.js";
import { taskSorts } from "./tasks.filters.js";
import type { TaskRow } from "./tasks.rows.js";

/** A row's place in an order: its key (null sorts last), and its id, which breaks ties. */
export type Place = z.output<typeof place>;

export const place = z.tuple([z.union([z.string(), z.number(), z.null()]), z.string()]);

type Key = NonNullable<Place[0]>;

/** How a sort is served: by which column, and what a cursor keeps of it. */
export interface TaskOrder {
  readonly column: AnyPgColumn;
  /** Rows without a key come last, in either direction. */
  readonly nullable?: true;
  /** No two rows of a user have the same key, so that no id is needed to break ties. */
  readonly unique?: true;
  readonly key: (row: TaskRow) => Place[0];
  /** The key as the database takes it. */
  readonly encode: (key: Key) => Key;
  /** An encoded key, or a placeholder for one, as what compares with the column. */
  readonly parameter: (encoded: unknown) => SQL;
}

const instant = {
  encode: (key: Key) => new Date(key).toISOString(),
  parameter: (encoded: unknown) => sql`${encoded}::timestamptz`,
};
const asIs = (key: Key) => key;
const text = { encode: asIs, parameter: (encoded: unknown) => sql`${encoded}::text` };

type ColumnSort = Exclude<TaskSort, "relevance">;

export const taskOrders: Readonly<Record<ColumnSort, TaskOrder>> = {
  createdAt: { column: tasks.createdAt, key: (row) => row.createdAt.getTime(), ...instant },
  // The order of change is the order of the change numbers.
  updatedAt: {
    column: tasks.seq,
    unique: true,
    key: (row) => row.seq,
    encode: asIs,
    parameter: (encoded) => sql`${encoded}::bigint`,
  },
  dueAt: {
    column: tasks.dueAt,
    nullable: true,
    key: (row) => row.dueAt?.getTime() ?? null,
    ...instant,
  },
  priority: {
    column: tasks.priority,
    key: (row) => PRIORITIES.indexOf(row.priority),
    encode: asIs,
    parameter: (encoded) => sql`${encoded}::smallint`,
  },
  title: { column: tasks.titleKey, key: (row) => row.titleKey, ...text },
  position: { column: tasks.position, key: (row) => row.position, ...text },
};

export interface Sort {
  readonly order: TaskOrder;
  readonly descending: boolean;
}

/** How a list is sorted; `relevance` is no column's order. */
export function readSort(sort: ListTasksInput["sort"]): Sort | "relevance" {
  const descending = sort.startsWith("-");
  const name = taskSorts.find((candidate) => candidate === (descending ? sort.slice(1) : sort));
  if (name === undefined) throw new RangeError(`No such sort: ${sort}`);
  return name === "relevance" ? name : { order: taskOrders[name], descending };
}
