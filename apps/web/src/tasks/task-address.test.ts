import { expect, test } from "vitest";
import { parseView, viewHref } from "./task-address.js";
import { taskOrders, isSort } from "./task-orders.js";
import { DEFAULT_VIEW, dueKeys, showKeys, type TaskView } from "./task-view.js";

test("an address without a query shows all tasks, newest first", () => {
  expect(parseView("")).toEqual(DEFAULT_VIEW);
  expect(viewHref(DEFAULT_VIEW)).toBe("/");
});

test("reads what to show, and in what order", () => {
  expect(parseView("?show=open&sort=-priority&due=today&priority=high&priority=low&label=a&label=b%20c&q=x")).toEqual({
    ...DEFAULT_VIEW,
    show: "open",
    sort: "-priority",
    due: "today",
    priorities: ["high", "low"],
    labels: ["a", "b c"],
    q: "x",
  });
});

test.each([
  "?show=mine&sort=colour",
  "?show=constructor&sort=toString&due=valueOf&priority=hasOwnProperty",
  "?show=&sort=&due=&priority=&label=&q=",
  "?show=OPEN&sort=--title",
  "?sort=relevance",
  "?sort=position",
  `?label=${"x".repeat(101)}&q=%00`,
])("falls back on %s", (search) => {
  expect(parseView(search)).toEqual(DEFAULT_VIEW);
});

test("every view survives its own address", () => {
  const common = { ...DEFAULT_VIEW, q: "à & b=c", priorities: ["urgent"], labels: ["#1 ?"] } as const;
  const views: TaskView[] = [];
  for (const show of showKeys) {
    for (const sort of Object.keys(taskOrders).filter(isSort)) {
      for (const due of [undefined, ...dueKeys]) views.push({ ...common, show, sort, due });
    }
  }
  expect(views).toHaveLength(165);
  for (const view of views) expect(parseView(new URL(viewHref(view), "http://localhost").search)).toEqual(view);
});

test("what fits best comes first in a search, unless the address says otherwise", () => {
  expect(parseView("?q=plants").sort).toBe("relevance");
  expect(viewHref(parseView("?q=plants"))).toBe("/?q=plants");
  expect(parseView("?q=plants&sort=-createdAt").sort).toBe("-createdAt");
  expect(parseView("?q=…").sort).toBe("-createdAt");
});

test("a query that the API would refuse is cut", () => {
  expect(parseView(`?q=${"x".repeat(300)}`).q).toHaveLength(200);
  const split = parseView(`?q=${"x".repeat(199)}😀`).q;
  expect(split.isWellFormed()).toBe(true);
});
