import { expect, test } from "vitest";
import { createUnsaved, forgetUnsaved, hasUnsaved } from "./unsaved.js";

const notes = createUnsaved<string>();
const titles = createUnsaved<string>();

test("what one user typed is that user's alone", () => {
  notes.keep("ada", "task", "Hers");
  notes.keep("bob", "task", "His");
  expect([notes.get("ada", "task"), notes.get("bob", "task"), notes.get("eve", "task")]).toEqual([
    "Hers",
    "His",
    undefined,
  ]);
  forgetUnsaved("ada");
  expect([notes.all("ada"), notes.all("bob")]).toEqual([[], ["His"]]);
  forgetUnsaved("bob");
});

test("knows whether anything is unsaved, of whatever kind", () => {
  expect(hasUnsaved()).toBe(false);
  titles.keep("ada", "task", "Hers");
  expect([hasUnsaved(), hasUnsaved("ada"), hasUnsaved("bob")]).toEqual([true, true, false]);
  titles.forget("ada", "task");
  expect([hasUnsaved(), hasUnsaved("ada")]).toEqual([false, false]);
});

test("what is taken can be put back, and nothing can't", () => {
  notes.keep("ada", "task", "Hers");
  const [putBack, putNothingBack] = [notes.take("ada", "task"), notes.take("ada", "other")];
  expect(hasUnsaved()).toBe(false);
  putBack();
  putNothingBack();
  expect(notes.all("ada")).toEqual(["Hers"]);
  forgetUnsaved("ada");
});
