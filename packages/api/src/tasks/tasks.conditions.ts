import { PRIORITIES, type Priority, splitQuery, TASK_STATE, tasks, userState } from "@typedo/db";
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

/** Where the rows begin or end that a filter leaves of an order. */
interface Bound {
  readonly side: "from" | "to";
  readonly when: (of: Filtered) => SQL;
  /** What is left to ask of rows behind one that met it, in a form that no index takes for a bound. */
  readonly behind?: (of: Filtered) => SQL;
}

/** A part of the sort's index. */
export interface IndexRange {
  readonly when: SQL | undefined;
  readonly bounds: readonly Bound[];
  /** The only key that there is in it, as the database has it. */
  readonly only?: number;
}

/** A list's filters, by what serves them under its sort. */
export interface Conditions {
  /** Of rows, by their `state`. */
  readonly states: readonly number[];
  /** Served by the sort's index, each in the sort's order. */
  readonly ranges: readonly IndexRange[];
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
  const bounds = dueBounds({ due, dueAfter, dueBefore }, userId);
  if (due === "none") add(by === tasks.dueAt, ({ dueAt }) => isNull(dueAt));
  if (by !== tasks.dueAt) for (const { when } of bounds) add(false, when);
  const ofIndex = by === tasks.dueAt ? bounds : [];

  const served = parts.filter((part) => part.served);
  const others = parts.filter((part) => !part.served);
  const meeting = (some: readonly Part[]) => (of: Filtered) => and(...some.map(({ when }) => when(of)));
  // One range for each priority: within one, the index's order is that of ids.
  const priorities = by === tasks.priority && priority ? [...new Set(priority)] : undefined;
  const inOne = (one: Priority) => ({ when: eq(tasks.priority, one), bounds: [], only: PRIORITIES.indexOf(one) });
  return {
    states: due === "none" && bounds.length > 0 ? [] : statesOf({ completed, due, trashed }),
    ranges: priorities?.map(inOne) ?? [{ when: meeting(served)(tasks), bounds: ofIndex }],
    keys: by === tasks.dueAt && due === "none" ? "null" : ofIndex.length > 0 ? "not-null" : "all",
    others: others.length === 0 ? undefined : meeting(others),
    all: (of) => and(meeting(parts)(of), ...ofIndex.map(({ when }) => when(of))),
    search: q === undefined && label.length === 0 ? undefined : { words: splitQuery(q ?? ""), labels: label },
  };
}

/** A filter that is forgotten would filter nothing: so the compiler asks for each. */
function allAreRead(_none: Record<string, never>): void {}

function statesOf({ completed, due, trashed }: Pick<TaskFilters, "completed" | "due" | "trashed">): number[] {
  const [open, done] = trashed ? [TASK_STATE.trashedOpen, TASK_STATE.trashedDone] : [TASK_STATE.open, TASK_STATE.done];
  const openOnly = due !== undefined && due !== "none";
  return [...(completed === true ? [] : [open]), ...(completed === false || openOnly ? [] : [done])];
}

function dueBounds(
  { due, dueAfter, dueBefore }: Pick<TaskFilters, "due" | "dueAfter" | "dueBefore">,
  userId: string,
): Bound[] {
  const midnight = (days: number) => midnightOf(userId, days);
  // A task without a time is due at the midnight that ends its day; one with a time may be due at that which begins it.
  const notBefore = (days: number): Bound => ({
    side: "from",
    when: ({ dueAt, dueTime }) =>
      sql`${dueAt} >= ${midnight(days)} and (${dueAt} > ${midnight(days)} or ${dueTime} is not null)`,
    behind: ({ dueAt, dueTime }) =>
      sql`case when ${dueAt} = ${midnight(days)} then ${dueTime} is not null else ${dueAt} > ${midnight(days)} end`,
  });
  const before = (days: number): Bound => ({
    side: "to",
    when: ({ dueAt, dueTime }) =>
      sql`${dueAt} <= ${midnight(days)} and (${dueAt} < ${midnight(days)} or ${dueTime} is null)`,
    behind: ({ dueAt, dueTime }) =>
      sql`case when ${dueAt} = ${midnight(days)} then ${dueTime} is null else ${dueAt} < ${midnight(days)} end`,
  });
  const named: Readonly<Record<NonNullable<typeof due>, readonly Bound[]>> = {
    overdue: [{ side: "to", when: ({ dueAt }) => sql`${dueAt} <= now()` }],
    today: [notBefore(0), before(1)],
    upcoming: [notBefore(1)],
    none: [],
  };
  const [after, until] = [dueAfter?.toISOString(), dueBefore?.toISOString()];
  const instants: Bound[] = [];
  if (after) instants.push({ side: "from", when: ({ dueAt }) => sql`${dueAt} > ${after}::timestamptz` });
  if (until) instants.push({ side: "to", when: ({ dueAt }) => sql`${dueAt} < ${until}::timestamptz` });
  return [...instants, ...(due ? named[due] : [])];
}

/** The midnight that begins today, or a day after, where the user is. Computed once a query. */
function midnightOf(userId: string, days: number): SQL {
  const zone = sql`coalesce((select ${userState.timeZone} from ${userState} where ${userState.userId} = ${userId}), 'UTC')`;
  return sql`(select timezone(zone, date_trunc('day', timezone(zone, now())) + make_interval(days => ${days}::int))
    from (select app.zone(${zone})) as of_user (zone))`;
}
