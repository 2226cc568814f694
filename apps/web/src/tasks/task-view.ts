import type { Task } from "@typedo/api";
import type { ApiInputs } from "../api/trpc.js";
import { isSort, taskOrders, type Sort } from "./task-orders.js";

/** Which tasks are shown, by what a person calls it. */
export const shows = { all: "All", open: "Open", completed: "Completed" } as const;

export type Show = keyof typeof shows;

/** What one looks at: it is in the address, so that it can be shared, and the back button works. */
export interface TaskView {
  readonly show: Show;
  readonly sort: Sort;
}

const DEFAULT_VIEW: TaskView = { show: "all", sort: "-createdAt" };

const PAGE_SIZE = 50;

function isShow(value: string | null): value is Show {
  return value !== null && Object.hasOwn(shows, value);
}

/** What the address says; what it does not say, or says wrongly, is as at the start. */
export function parseView(search: string): TaskView {
  const query = new URLSearchParams(search);
  const [show, sort] = [query.get("show"), query.get("sort")];
  return { show: isShow(show) ? show : DEFAULT_VIEW.show, sort: isSort(sort) ? sort : DEFAULT_VIEW.sort };
}

export const showKeys: readonly Show[] = Object.keys(shows).filter(isShow);

/** The address of a view; what is as at the start is left out. */
export function viewHref({ show, sort }: TaskView): string {
  const query = new URLSearchParams();
  if (show !== DEFAULT_VIEW.show) query.set("show", show);
  if (sort !== DEFAULT_VIEW.sort) query.set("sort", sort);
  return query.size === 0 ? "/" : `/?${query.toString()}`;
}

export function isOfView(task: Task, { show }: TaskView): boolean {
  return show === "all" || task.completed === (show === "completed");
}

/** What the API is asked for. It is the cache's key too: one view, one list. */
export function listInput({ show, sort }: TaskView): ApiInputs["tasks"]["list"] {
  return { sort, limit: PAGE_SIZE, ...(show !== "all" && { completed: show === "completed" }) };
}

/** Every view there is. */
export const allViews: readonly TaskView[] = showKeys.flatMap((show) =>
  Object.keys(taskOrders)
    .filter(isSort)
    .map((sort) => ({ show, sort })),
);
