import { splitWords, TASK_STATE, tasks, userState } from "@typedo/db";
import { and, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { TaskFilters } from "./tasks.filters.js";
import type { Sort } from "./tasks.order.js";

/** The columns of the table, or of rows taken from it. */
export type Filtered = Readonly<Record<keyof typeof tasks._.columns, AnyPgColumn>>;

export interface Search {
  readonly words: readonly string[];
  readonly labels: readonly string[];
}

/** A list's filters, by what serves them under its sort. */
export interface Conditions {
  /** Of rows, by their `state`. */
  readonly states: readonly number[];
  /** Served by the sort's index: one entry a range of it, each in the sort's order. */
  readonly ranges: readonly (SQL | undefined)[];
  /** Rows whose sort key is null, or has one; both unless said. */
  readonly keys: "all" | "null" | "not-null";
  /** Served by no index: undefined if nothing is left. */
  readonly others: ((of: Filtered) => SQL | undefined) | undefined;
  /** Everything but states and search. */
  readonly all: (of: Filtered) => SQL | undefined;
  readonly search: Search | undefined;
}

interface Part {
  readonly when: (of: Filtered) => SQL | undefined;
  /** Whether the sort's index serves it. */
  readonly served: boolean;
}

export function readConditions(filters: TaskFilters, sort: Sort | "relevance", userId: string): Conditions {
  const by = sort === "relevance" ? undefined : sort.order.column;
  const { parentId, priority, q, label = [], completed, due, dueAfter, dueBefore, trashed, ...none } = filters;
  allAreRead(none);
  const parts: Part[] = [];
  const add = (served: boolean, when: Part["when"]) => parts.push({ served, when });

  if (parentId !== undefined) {
    add(by === tasks.position, (of) => (parentId === "none" ? isNull(of.parentId) : eq(of.parentId, parentId)));
  }
  if (priority !== undefined) add(by === tasks.priority, (of) => inArray(of.priority, priority));
  const dues = dueConditions({ due, dueAfter, dueBefore }, userId);
  if (dues.length > 0) add(by === tasks.dueAt, (of) => and(...dues.map((one) => one(of))));

  const served = parts.filter((part) => part.served);
  const others = parts.filter((part) => !part.served);
  const meeting = (some: readonly Part[]) => (of: Filtered) => and(...some.map(({ when }) => when(of)));
  // One range for each priority: within one, the index's order is that of ids.
  const priorities = by === tasks.priority && priority ? [...new Set(priority)] : undefined;
  return {
    states: statesOf({ completed, due, trashed }),
    ranges: priorities?.map((one) => eq(tasks.priority, one)) ?? [meeting(served)(tasks)],
    keys: by !== tasks.dueAt || dues.length === 0 ? "all" : due === "none" ? "null" : "not-null",
    others: others.length === 0 ? undefined : meeting(others),
    all: meeting(parts),
    search: q === undefined && label.length === 0 ? undefined : { words: splitWords(q ?? ""), labels: label },
  };
}

/** A filter that is forgotten would filter nothing: so the compiler asks for each. */
function allAreRead(_none: Record<string, never>): void {}

function statesOf({ completed, due, trashed }: Pick<TaskFilters, "completed" | "due" | "trashed">): number[] {
  const [open, done] = trashed ? [TASK_STATE.trashedOpen, TASK_STATE.trashedDone] : [TASK_STATE.open, TASK_STATE.done];
  const openOnly = due !== undefined && due !== "none";
  return [...(completed === true ? [] : [open]), ...(completed === false || openOnly ? [] : [done])];
}

function dueConditions(
  { due, dueAfter, dueBefore }: Pick<TaskFilters, "due" | "dueAfter" | "dueBefore">,
  userId: string,
): ((of: Filtered) => SQL)[] {
  const conditions: ((of: Filtered) => SQL)[] = [];
  if (dueAfter) conditions.push(({ dueAt }) => sql`${dueAt} > ${dueAfter.toISOString()}::timestamptz`);
  if (dueBefore) conditions.push(({ dueAt }) => sql`${dueAt} < ${dueBefore.toISOString()}::timestamptz`);
  const midnight = (days: number) => midnightOf(userId, days);
  // A task without a time is due at the midnight that ends its day; one with a time may be due at that which begins it.
  const notBefore = ({ dueAt, dueTime }: Filtered, days: number) =>
    sql`${dueAt} >= ${midnight(days)} and (${dueAt} > ${midnight(days)} or ${dueTime} is not null)`;
  const before = ({ dueAt, dueTime }: Filtered, days: number) =>
    sql`${dueAt} <= ${midnight(days)} and (${dueAt} < ${midnight(days)} or ${dueTime} is null)`;
  switch (due) {
    case "overdue":
      return [...conditions, ({ dueAt }) => sql`${dueAt} <= now()`];
    case "today":
      return [...conditions, (of) => sql`${notBefore(of, 0)} and ${before(of, 1)}`];
    case "upcoming":
      return [...conditions, (of) => notBefore(of, 1)];
    case "none":
      return [...conditions, ({ dueAt }) => isNull(dueAt)];
    default:
      return conditions;
  }
}

/** The midnight that begins today, or a day after, where the user is. Computed once a query. */
function midnightOf(userId: string, days: number): SQL {
  const zone = sql`coalesce((select ${userState.timeZone} from ${userState} where ${userState.userId} = ${userId}), 'UTC')`;
  return sql`(select timezone(zone, date_trunc('day', timezone(zone, now())) + make_interval(days => ${days}::int))
    from (select ${zone}) as of_user (zone))`;
}
