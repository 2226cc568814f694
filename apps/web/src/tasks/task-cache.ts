import type { Task } from "@typedo/api";
import type { trpc } from "../api/trpc.js";
import { tasksOf, withoutTask, withTask } from "./task-pages.js";
import { allViews, listInput } from "./task-view.js";

type Utils = ReturnType<typeof trpc.useUtils>;

/** A list is loaded anew page by page, one request after the other: that must not happen with a long one at every touch. */
const CHEAP_PAGES = 3;

export function isCheapToReload(data: unknown): boolean {
  if (typeof data !== "object" || data === null || !("pages" in data)) return true;
  return !Array.isArray(data.pages) || data.pages.length <= CHEAP_PAGES;
}

/** The task as any list has it. */
export function findTask(utils: Utils, id: string): Task | undefined {
  const pages = allViews.flatMap((view) => utils.tasks.list.getInfiniteData(listInput(view))?.pages ?? []);
  return tasksOf(pages).find((task) => task.id === id);
}

/** Shows a task as it is now, in every list that is loaded. */
export function putTask(utils: Utils, task: Task): void {
  for (const view of allViews) {
    utils.tasks.list.setInfiniteData(listInput(view), (data) => data && withTask(data, task, view));
  }
}

/** Takes a task out of every list that is loaded. */
export function dropTask(utils: Utils, id: string): void {
  for (const view of allViews) {
    utils.tasks.list.setInfiniteData(listInput(view), (data) => data && withoutTask(data, id));
  }
}

/** Every list is to be loaded anew when it is looked at; at once if it is on the screen and short. */
export async function reloadLists(utils: Utils): Promise<void> {
  await utils.tasks.list.invalidate(undefined, { refetchType: "none" });
  await utils.tasks.list.refetch(undefined, { type: "active", predicate: ({ state }) => isCheapToReload(state.data) });
}
