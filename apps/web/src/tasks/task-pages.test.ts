import type { Task } from "@typedo/api";
import { expect, test } from "vitest";
import { sampleTask } from "./sample-task.js";
import { placeIn, tasksOf, withoutTask, withTask, type TaskPages } from "./task-pages.js";
import { DEFAULT_VIEW } from "./task-view.js";

const view = { ...DEFAULT_VIEW, sort: "createdAt" } as const;
const at = (second: number) => new Date(second * 1000);
const task = (id: string, fields: Partial<Task> = {}) => sampleTask({ id, createdAt: at(Number(id)), ...fields });

/** Pages of tasks; all but the last lead on, and the last does if `more`. */
function pagesOf(lists: readonly Task[][], more = false): TaskPages {
  const pages = lists.map((items, index) => ({
    items,
    nextCursor: more || index < lists.length - 1 ? `after-${index}` : null,
  }));
  return { pages, pageParams: pages.map(() => null) };
}

function idsOf(data: TaskPages): string[][] {
  return data.pages.map(({ items }) => items.map(({ id }) => id));
}

test("shows a task once that is in two pages, in its later version", () => {
  const moved = task("1", { version: 2, title: "moved" });
  expect(tasksOf(pagesOf([[task("1"), task("2")], [moved]]).pages)).toEqual([moved, task("2")]);
});

test("changes a task where it stands", () => {
  const changed = task("3", { title: "changed" });
  const data = withTask(pagesOf([[task("1"), task("2")], [task("3")]]), changed, view);
  expect(idsOf(data)).toEqual([["1", "2"], ["3"]]);
  expect(tasksOf(data.pages)).toContainEqual(changed);
});

test("leaves the pages that it does not touch as they are", () => {
  const before = pagesOf([[task("1")], [task("2")]]);
  const after = withTask(before, task("2", { title: "changed" }), view);
  expect(after.pages[0]).toBe(before.pages[0]);
  expect(after.pages[1]).not.toBe(before.pages[1]);
  expect(withoutTask(before, "9")).toBe(before);
});

test("takes out a task that the view does not show", () => {
  const data = withTask(pagesOf([[task("1"), task("2")]]), task("1", { completed: true }), {
    ...view,
    show: "open",
  });
  expect(idsOf(data)).toEqual([["2"]]);
});

test("puts a new task where the order has it", () => {
  const data = pagesOf([[task("1"), task("3")], [task("5")]]);
  expect(idsOf(withTask(data, task("2"), view))).toEqual([["1", "2", "3"], ["5"]]);
  expect(idsOf(withTask(data, task("4"), view))).toEqual([
    ["1", "3"],
    ["4", "5"],
  ]);
  expect(idsOf(withTask(data, task("6"), view))).toEqual([
    ["1", "3"],
    ["5", "6"],
  ]);
  expect(idsOf(withTask(data, task("6"), { ...view, sort: "-createdAt" }))[0]?.[0]).toBe("6");
});

test("puts the first task into an empty list", () => {
  expect(idsOf(withTask(pagesOf([[]]), task("1"), view))).toEqual([["1"]]);
});

test("leaves out a new task that comes after what is loaded, for its own page to bring it", () => {
  const data = pagesOf([[task("1"), task("3")]], true);
  expect(withTask(data, task("6"), view)).toBe(data);
});

test("tells whether a new task is on the pages, comes after them, or is in none of this view", () => {
  const data = pagesOf([[task("1"), task("3")]], true);
  expect(placeIn(data, task("2"), view)).toBe("here");
  expect(placeIn(withTask(data, task("2"), view), task("2"), view)).toBe("here");
  expect(placeIn(data, task("6"), view)).toBe("further");
  expect(placeIn(data, task("2"), { ...view, priorities: ["high"] })).toBe("elsewhere");
});
