import { expect, test } from "vitest";
import {
  countFilters,
  DEFAULT_VIEW,
  listInput,
  partsView,
  TRASH_VIEW,
  withDue,
  withoutFilters,
  withSearch,
  withShow,
} from "./task-view.js";

test("asks the API for what the view shows, and for nothing else", () => {
  expect(listInput({ ...DEFAULT_VIEW, sort: "title" })).toEqual({ sort: "title", limit: 50 });
  expect(listInput({ ...DEFAULT_VIEW, show: "open" })).toMatchObject({ completed: false });
  expect(listInput({ ...DEFAULT_VIEW, show: "completed" })).toMatchObject({ completed: true });
  expect(
    listInput({ ...DEFAULT_VIEW, q: "plants", due: "today", priorities: ["urgent", "high"], labels: ["home"] }),
  ).toMatchObject({ q: "plants", due: "today", priority: ["high", "urgent"], label: ["home"] });
  expect(listInput(TRASH_VIEW)).toMatchObject({ trashed: true, sort: "-updatedAt" });
});

test("asks for the parts of a task in their order, whatever the page shows beside them", () => {
  expect(listInput(partsView("a"))).toEqual({ parentId: "a", sort: "position", limit: 50 });
});

test.each(["", "  ", "…", "?!", "\u0301"])("does not send a search without a word: %j", (q) => {
  expect(listInput({ ...DEFAULT_VIEW, q })).not.toHaveProperty("q");
});

test.each(["a", "7", "🎉", "水", "é"])("sends a search with one: %j", (q) => {
  expect(listInput({ ...DEFAULT_VIEW, q })).toMatchObject({ q });
});

test("a search is ordered by what fits best, until it ends", () => {
  const found = withSearch(DEFAULT_VIEW, "plants");
  expect(found.sort).toBe("relevance");
  expect(withSearch(found, "plants home").sort).toBe("relevance");
  expect(withSearch(found, "").sort).toBe("-createdAt");
  expect(withSearch(found, "…").sort).toBe("-createdAt");
});

test("an order that was chosen stays when a search begins or ends", () => {
  const chosen = { ...DEFAULT_VIEW, sort: "dueAt" } as const;
  expect(withSearch(chosen, "plants").sort).toBe("dueAt");
  expect(withSearch({ ...chosen, q: "plants" }, "").sort).toBe("dueAt");
});

test("completed tasks and dates that open tasks alone have give way to one another", () => {
  expect(withShow({ ...DEFAULT_VIEW, due: "overdue" }, "completed").due).toBeUndefined();
  expect(withShow({ ...DEFAULT_VIEW, due: "none" }, "completed").due).toBe("none");
  expect(withDue({ ...DEFAULT_VIEW, show: "completed" }, "today").show).toBe("all");
  expect(withDue({ ...DEFAULT_VIEW, show: "completed" }, "none").show).toBe("completed");
});

test("all filters can be counted, and cleared", () => {
  const view = { ...DEFAULT_VIEW, q: "a", due: "today", priorities: ["low", "high"], labels: ["home"] } as const;
  expect(countFilters(view)).toBe(4);
  expect(withoutFilters({ ...view, sort: "relevance" })).toEqual(DEFAULT_VIEW);
});
