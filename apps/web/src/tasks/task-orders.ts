import type { Task } from "@typedo/api";
import type { ApiInputs } from "../api/trpc.js";

type ApiSort = NonNullable<ApiInputs["tasks"]["list"]["sort"]>;

type SortKey = string | number | null;

/** By hand is how the parts of one task are ordered, no others; and the worst match first is of no use. */
type SortNotOffered = "position" | "-position" | "-relevance";

interface TaskOrder {
  readonly key: (task: Task) => SortKey;
  readonly descending: boolean;
}

interface OfferedOrder extends TaskOrder {
  readonly label: string;
}

const priorityRank = { none: 0, low: 1, medium: 2, high: 3, urgent: 4 } as const satisfies Record<
  Task["priority"],
  number
>;

const keys = {
  created: (task: Task) => task.createdAt.getTime(),
  updated: (task: Task) => task.updatedAt.getTime(),
  due: (task: Task) => task.dueAt?.getTime() ?? null,
  priority: (task: Task) => priorityRank[task.priority],
  title: (task: Task) => task.title.toLowerCase(),
};

/** The orders that are offered, by the API's own name for each. The first is where one starts. */
export const taskOrders = {
  "-createdAt": { label: "Newest first", key: keys.created, descending: true },
  createdAt: { label: "Oldest first", key: keys.created, descending: false },
  dueAt: { label: "Due soonest", key: keys.due, descending: false },
  "-dueAt": { label: "Due latest", key: keys.due, descending: true },
  "-priority": { label: "Highest priority", key: keys.priority, descending: true },
  priority: { label: "Lowest priority", key: keys.priority, descending: false },
  title: { label: "Title, A to Z", key: keys.title, descending: false },
  "-title": { label: "Title, Z to A", key: keys.title, descending: true },
  "-updatedAt": { label: "Changed last", key: keys.updated, descending: true },
  updatedAt: { label: "Changed first", key: keys.updated, descending: false },
  // How well something fits is known to the server alone; what is new here comes first until it has told.
  relevance: { label: "Best match", key: keys.created, descending: true },
} as const satisfies Record<Exclude<ApiSort, SortNotOffered>, OfferedOrder>;

type OfferedSort = keyof typeof taskOrders;

export type Sort = OfferedSort | "position";

export function isSort(value: string | null): value is OfferedSort {
  return value !== null && Object.hasOwn(taskOrders, value);
}

/** As the server orders: nothing (null) last in either direction, and ties by id, in the order's direction. */
export function compareTasks(sort: Sort, a: Task, b: Task): number {
  if (sort === "position") return comparePositions(a.position, b.position) || compareKeys(a.id, b.id);
  const { key, descending }: TaskOrder = taskOrders[sort];
  const [keyA, keyB] = [key(a), key(b)];
  if ((keyA === null) !== (keyB === null)) return keyA === null ? 1 : -1;
  return (compareKeys(keyA, keyB) || compareKeys(a.id, b.id)) * (descending ? -1 : 1);
}

/** By their characters' numbers, upper case before lower, whatever the language. */
export function comparePositions(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

function compareKeys(a: SortKey, b: SortKey): number {
  if (typeof a === "string" && typeof b === "string") return a === b ? 0 : a.localeCompare(b);
  return Number(a) - Number(b);
}
