import { QueryClient } from "@tanstack/react-query";
import type { Task } from "@typedo/api";
import { expect, test } from "vitest";
import { sampleTask } from "./sample-task.js";
import { findTask, putTask } from "./task-cache.js";
import { tasksOf, type TaskPages } from "./task-pages.js";
import { DEFAULT_VIEW, listInput, partsView, type TaskView } from "./task-view.js";

const single = ["a task by itself"] as const;

function keyOf(view: TaskView) {
  return [listInput(view)] as const;
}

/** A cache in which a list of each view is loaded, with these tasks on its only page. */
function load(...lists: readonly (readonly [TaskView, ...Task[]])[]): QueryClient {
  const client = new QueryClient();
  for (const [view, ...items] of lists) {
    const data: TaskPages = { pages: [{ items, nextCursor: null }], pageParams: [null] };
    client
      .getQueryCache()
      .build(client, { queryKey: keyOf(view), meta: { view } })
      .setData(data);
  }
  return client;
}

function idsIn(client: QueryClient, view: TaskView): string[] {
  return tasksOf(client.getQueryData<TaskPages>(keyOf(view))?.pages ?? []).map(({ id }) => id);
}

/** Looks at a task by itself. */
function look(client: QueryClient, task: Task): void {
  client
    .getQueryCache()
    .build(client, { queryKey: single, meta: { taskId: task.id } })
    .setData(task);
}

test("a new part is shown behind the others of its task, among all tasks, and with no other task", () => {
  const first = sampleTask({ id: "1", parentId: "a" });
  const client = load([DEFAULT_VIEW, first], [partsView("a"), first], [partsView("b")]);
  putTask(client, sampleTask({ id: "0", parentId: "a", position: "a1", createdAt: new Date("2026-03-02") }));
  expect(idsIn(client, partsView("a"))).toEqual(["1", "0"]);
  expect(idsIn(client, DEFAULT_VIEW)).toEqual(["0", "1"]);
  expect(idsIn(client, partsView("b"))).toEqual([]);
});

test("a task that is looked at by itself is changed there too; one that is not is not put there", () => {
  const client = load();
  const changed = sampleTask({ title: "Changed", version: 2 });
  putTask(client, changed);
  expect(client.getQueryData(single)).toBeUndefined();
  look(client, sampleTask());
  putTask(client, changed);
  expect(client.getQueryData(single)).toEqual(changed);
});

test("of what is in lists and by itself, the latest is found", () => {
  const client = load([DEFAULT_VIEW, sampleTask({ version: 2 })]);
  look(client, sampleTask({ version: 3, title: "Changed elsewhere" }));
  expect(findTask(client, "a")?.title).toBe("Changed elsewhere");
  expect(findTask(client, "b")).toBeUndefined();
});
