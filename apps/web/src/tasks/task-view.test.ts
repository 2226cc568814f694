import { expect, test } from "vitest";
import { sampleTask } from "./sample-task.js";
import { allViews, isOfView, listInput, parseView, viewHref } from "./task-view.js";

test("an address without a query shows all tasks, newest first", () => {
  expect(parseView("")).toEqual({ show: "all", sort: "-createdAt" });
});

test("reads what to show, and in what order", () => {
  expect(parseView("?show=open&sort=-priority")).toEqual({ show: "open", sort: "-priority" });
});

test.each(["?show=mine&sort=colour", "?show=constructor&sort=toString", "?show=&sort=", "?show=OPEN&sort=--title"])(
  "falls back on %s",
  (search) => {
    expect(parseView(search)).toEqual({ show: "all", sort: "-createdAt" });
  },
);

test("every view survives its own address", () => {
  expect(allViews).toHaveLength(30);
  for (const view of allViews) expect(parseView(new URL(viewHref(view), "http://localhost").search)).toEqual(view);
});

test("the address of the first view is the bare page", () => {
  expect(viewHref({ show: "all", sort: "-createdAt" })).toBe("/");
  expect(viewHref({ show: "completed", sort: "title" })).toBe("/?show=completed&sort=title");
});

test("asks the API for what the view shows", () => {
  expect(listInput({ show: "all", sort: "title" })).toEqual({ sort: "title", limit: 50 });
  expect(listInput({ show: "open", sort: "title" })).toMatchObject({ completed: false });
  expect(listInput({ show: "completed", sort: "title" })).toMatchObject({ completed: true });
});

test("knows which tasks a view shows", () => {
  const [open, done] = [sampleTask({ completed: false }), sampleTask({ completed: true })];
  expect([isOfView(open, { show: "all", sort: "title" }), isOfView(done, { show: "all", sort: "title" })]).toEqual([
    true,
    true,
  ]);
  expect([isOfView(open, { show: "open", sort: "title" }), isOfView(done, { show: "open", sort: "title" })]).toEqual([
    true,
    false,
  ]);
  expect(isOfView(open, { show: "completed", sort: "title" })).toBe(false);
});
