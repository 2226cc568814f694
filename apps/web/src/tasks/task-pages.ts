import type { InfiniteData } from "@tanstack/react-query";
import type { Task, TaskPage } from "@typedo/api";
import { compareTasks } from "./task-orders.js";
import type { TaskView } from "./task-view.js";
import { isOfView } from "./view-match.js";

export type TaskPages = InfiniteData<TaskPage, string | null>;

/** All tasks of the pages, each once: one that moved while pages were loaded may be in two; the later version counts. */
export function tasksOf(pages: readonly TaskPage[]): Task[] {
  const tasks = new Map<string, Task>();
  for (const task of pages.flatMap((page) => page.items)) {
    const known = tasks.get(task.id);
    if (!known || known.version < task.version) tasks.set(task.id, task);
  }
  return [...tasks.values()];
}

/** The pages without one task. */
export function withoutTask(data: TaskPages, id: string): TaskPages {
  return mapItems(data, (items) =>
    items.some((item) => item.id === id) ? items.filter((item) => item.id !== id) : items,
  );
}

/**
 * The pages with a task as it is now: changed where it stands, taken out if the view leaves it out, put where the order
 * has it if it is new. New beyond the last page loaded, it is left out: it comes with its page.
 */
export function withTask(data: TaskPages, task: Task, view: TaskView): TaskPages {
  if (!isOfView(task, view)) return withoutTask(data, task.id);
  const isShown = data.pages.some((page) => page.items.some((item) => item.id === task.id));
  if (!isShown) return insertTask(data, task, view);
  return mapItems(data, (items) =>
    items.some((item) => item.id === task.id) ? items.map((item) => (item.id === task.id ? task : item)) : items,
  );
}

/** Where a new task is for one who looks at the pages: `further`, beyond what is loaded; or `elsewhere`, in no page of this view. */
export function placeIn(data: TaskPages, task: Task, view: TaskView): "here" | "further" | "elsewhere" {
  if (!isOfView(task, view)) return "elsewhere";
  return withTask(data, task, view) === data ? "further" : "here";
}

function insertTask(data: TaskPages, task: Task, view: TaskView): TaskPages {
  const comesAfter = (item: Task) => compareTasks(view.sort, item, task) > 0;
  const target = data.pages.findIndex((page) => page.items.some(comesAfter));
  const lastPage = data.pages.length - 1;
  if (target === -1 && data.pages[lastPage]?.nextCursor !== null) return data;
  const place = target === -1 ? lastPage : target;
  return mapItems(data, (items, page) => {
    if (page !== place) return items;
    const before = items.findIndex(comesAfter);
    return items.toSpliced(before === -1 ? items.length : before, 0, task);
  });
}

/** Pages in which nothing changes stay the same objects, so that nothing is drawn anew for them. */
function mapItems(data: TaskPages, change: (items: Task[], page: number) => Task[]): TaskPages {
  const pages = data.pages.map((page, index) => {
    const items = change(page.items, index);
    return items === page.items ? page : { ...page, items };
  });
  return pages.every((page, index) => page === data.pages[index]) ? data : { ...data, pages };
}
