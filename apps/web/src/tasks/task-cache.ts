import type { Query, QueryClient, QueryKey } from "@tanstack/react-query";
import type { Task } from "@typedo/api";
import type { trpc } from "../api/trpc.js";
import { placeIn, tasksOf, withTask, withoutTask, type TaskPages } from "./task-pages.js";
import { listInput, type TaskView } from "./task-view.js";

declare module "@tanstack/react-query" {
  interface Register {
    /** `view`: of a list of tasks, what it shows. `taskId`: of a task that is looked at by itself. */
    readonly queryMeta: { readonly view?: TaskView; readonly taskId?: string };
  }
}

type Utils = ReturnType<typeof trpc.useUtils>;

/** A list is loaded anew page by page, one request after the other: that must not happen with a long one at every touch. */
export const CHEAP_PAGES = 3;

export function isCheapToReload(data: unknown): boolean {
  if (typeof data !== "object" || data === null || !("pages" in data)) return true;
  return !Array.isArray(data.pages) || data.pages.length <= CHEAP_PAGES;
}

interface LoadedList {
  readonly key: QueryKey;
  readonly view: TaskView;
}

function loadedLists(client: QueryClient): LoadedList[] {
  const listOf = ({ queryKey, meta }: Query) => (meta?.view ? [{ key: queryKey, view: meta.view }] : []);
  return client.getQueryCache().getAll().flatMap(listOf);
}

/** Where a task is that was looked at by itself. */
function singleKeys(client: QueryClient, id: string): QueryKey[] {
  const queries = client.getQueryCache().getAll();
  return queries.filter(({ meta }) => meta?.taskId === id).map(({ queryKey }) => queryKey);
}

/** The task as any list has it, or as it was looked at by itself: the latest version of it. */
export function findTask(client: QueryClient, id: string): Task | undefined {
  const items = singleKeys(client, id).flatMap((key) => client.getQueryData<Task>(key) ?? []);
  const pages = loadedLists(client).flatMap(({ key }) => client.getQueryData<TaskPages>(key)?.pages ?? []);
  return tasksOf([...pages, { items, nextCursor: null }]).find((task) => task.id === id);
}

/** Where a new task is for one who looks at a view; undefined if nothing of that is loaded yet. */
export function findPlace(client: QueryClient, task: Task, view: TaskView) {
  const asked = JSON.stringify(listInput(view));
  const list = loadedLists(client).find((one) => JSON.stringify(listInput(one.view)) === asked);
  const data = list && client.getQueryData<TaskPages>(list.key);
  return data && placeIn(data, task, view);
}

/** Shows a task as it is now, in every list that is loaded, and by itself: in the trash too, if that is where it is. */
export function putTask(client: QueryClient, task: Task): void {
  for (const key of singleKeys(client, task.id)) client.setQueryData<Task>(key, (data) => data && task);
  for (const { key, view } of loadedLists(client)) {
    client.setQueryData<TaskPages>(key, (data) => data && withTask(data, task, view));
  }
}

/** Takes a task out of every list that is loaded. */
export function dropTask(client: QueryClient, id: string): void {
  for (const { key } of loadedLists(client)) {
    client.setQueryData<TaskPages>(key, (data) => data && withoutTask(data, id));
  }
}

/** What is under way was asked for before a write, and would put back what was. */
export async function cancelReads(utils: Utils): Promise<void> {
  await Promise.all([utils.tasks.list.cancel(), utils.tasks.get.cancel()]);
}

/** Every list is to be loaded anew when it is looked at; at once if it is on the screen and short, as are single tasks. */
export async function reloadLists(utils: Utils): Promise<void> {
  // A first load would be waited for, and kept.
  await cancelReads(utils);
  void utils.tasks.get.invalidate();
  await utils.tasks.list.invalidate(undefined, { refetchType: "none" });
  await utils.tasks.list.refetch(undefined, { type: "active", predicate: ({ state }) => isCheapToReload(state.data) });
}
