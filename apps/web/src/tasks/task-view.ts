import type { Task } from "@typedo/api";
import type { ApiInputs } from "../api/trpc.js";
import { allAreRead } from "../ui/all-are-read.js";
import { hasWord } from "./search-words.js";
import type { Sort } from "./task-orders.js";

/** Which tasks are shown, by what a person calls it. */
export const shows = { all: "All", open: "Open", completed: "Completed" } as const;

export type Show = keyof typeof shows;

/** When they are due; all but `none` are of open tasks alone. */
export const dues = {
  overdue: "Overdue",
  today: "Today",
  upcoming: "Upcoming",
  none: "No date",
} as const satisfies Record<NonNullable<ApiInputs["tasks"]["list"]["due"]>, string>;

export type Due = keyof typeof dues;

/** What one looks at: it is in the address, so that it can be shared, and the back button works. */
export interface TaskView {
  readonly show: Show;
  readonly sort: Sort;
  /** What was typed into the search field; it may hold no word yet. */
  readonly q: string;
  readonly due: Due | undefined;
  /** Any of them; none given: all. */
  readonly priorities: readonly Task["priority"][];
  /** All of them. */
  readonly labels: readonly string[];
  /** The id of a task: its parts alone. */
  readonly partsOf: string | undefined;
  readonly trash: boolean;
}

/** What is chosen as a filter, and can be taken off as one. */
export type FilterField = Exclude<keyof TaskView, "show" | "sort" | "q" | "partsOf" | "trash">;

const noFilters: Pick<TaskView, FilterField> = { due: undefined, priorities: [], labels: [] };

export const DEFAULT_VIEW: TaskView = {
  show: "all",
  sort: "-createdAt",
  q: "",
  ...noFilters,
  partsOf: undefined,
  trash: false,
};

/** What was deleted last comes first. */
export const TRASH_VIEW: TaskView = { ...DEFAULT_VIEW, sort: "-updatedAt", trash: true };

/** The parts of a task, open and completed ones, as they were put in order. */
export function partsView(id: string): TaskView {
  return { ...DEFAULT_VIEW, sort: "position", partsOf: id };
}

const PAGE_SIZE = 50;

export function isShow(value: string | null): value is Show {
  return value !== null && Object.hasOwn(shows, value);
}

export function isDue(value: string | null): value is Due {
  return value !== null && Object.hasOwn(dues, value);
}

export const showKeys: readonly Show[] = Object.keys(shows).filter(isShow);
export const dueKeys: readonly Due[] = Object.keys(dues).filter(isDue);

/** The order one starts with: what fits best where something is searched. */
export function defaultSort(q: string): Sort {
  return hasWord(q) ? "relevance" : DEFAULT_VIEW.sort;
}

/** The view with another search. An order that was not chosen, or that a search alone has, goes with it. */
export function withSearch(view: TaskView, q: string): TaskView {
  const keepsSort = view.sort !== defaultSort(view.q) && view.sort !== "relevance";
  return { ...view, q, sort: keepsSort ? view.sort : defaultSort(q) };
}

/** Completed tasks are never overdue, nor due: what would show nothing gives way. */
export function withShow(view: TaskView, show: Show): TaskView {
  const isOfOpenTasks = view.due !== undefined && view.due !== "none";
  return { ...view, show, due: show === "completed" && isOfOpenTasks ? undefined : view.due };
}

export function withDue(view: TaskView, due: Due | undefined): TaskView {
  const isOfOpenTasks = due !== undefined && due !== "none";
  return { ...view, due, show: isOfOpenTasks && view.show === "completed" ? "all" : view.show };
}

/** The view with something more in a list of filters, or without it. */
export function toggled<T>(list: readonly T[], item: T): readonly T[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}

const filterCounts: Readonly<Record<FilterField, (view: TaskView) => number>> = {
  due: ({ due }) => (due === undefined ? 0 : 1),
  priorities: ({ priorities }) => priorities.length,
  labels: ({ labels }) => labels.length,
};

/** How many filters there are beside what is searched, and which of open and completed tasks. */
export function countFilters(view: TaskView): number {
  return Object.values(filterCounts).reduce((sum, count) => sum + count(view), 0);
}

export function withoutFilters(view: TaskView): TaskView {
  return { ...withSearch(view, ""), ...noFilters };
}

/** What the API is asked for. It is the cache's key too: one view, one list. */
export function listInput(view: TaskView): ApiInputs["tasks"]["list"] {
  const { show, sort, q, due, priorities, labels, partsOf, trash, ...none } = view;
  allAreRead(none);
  // Not spread as the others are, whose names nobody checks.
  const place: ApiInputs["tasks"]["list"] = partsOf === undefined ? {} : { parentId: partsOf };
  return {
    ...place,
    sort,
    limit: PAGE_SIZE,
    ...(show !== "all" && { completed: show === "completed" }),
    ...(hasWord(q) && { q }),
    ...(due !== undefined && { due }),
    ...(priorities.length > 0 && { priority: priorities.toSorted() }),
    ...(labels.length > 0 && { label: [...labels] }),
    ...(trash && { trashed: true }),
  };
}
