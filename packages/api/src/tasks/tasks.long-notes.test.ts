import { expect, inject, test } from "vitest";
import { explainList } from "../testing/explain.js";
import { makeTasks, storeTasks } from "../testing/many-tasks.js";
import { setUpApi } from "../testing/set-up-api.js";
import type { ListTasksInput } from "./tasks.filters.js";

const { testApi } = setUpApi();

/** As many words as notes can hold, all different. */
const LONG_NOTES = Array.from({ length: 4000 }, (_, index) => `a${index.toString(36)}`)
  .join(" ")
  .slice(0, 16_384);

test("a search on the way through tasks of long notes looks at fewer, and goes on behind them", async () => {
  const ada = await testApi.newUser();
  // More matches than are taken from the index, all of them older than the long notes that have one word of two.
  const made = [...makeTasks(2700)].map((task, index) => {
    const title = index < 2200 ? "a needle" : "A task";
    const notes = index < 2200 ? null : LONG_NOTES;
    return Object.assign(task, { title, notes, completed: false, trashed: false });
  });
  await storeTasks(testApi.owner, [[ada.principal.userId, made]]);
  const query: Partial<ListTasksInput> = { q: "a needle", sort: "-createdAt", limit: 100 };
  const { plan, nextCursor } = await explainList(testApi, ada.principal, query);
  expect(plan.buffers, plan.text).toBeLessThanOrEqual(inject("budgets").pages.longNotes.walked);
  expect(nextCursor).not.toBeNull();

  const found: string[] = [];
  let pages = 0;
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await ada.api.tasks.list({ ...query, cursor });
    found.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
    pages += 1;
  }
  expect(found.toSorted()).toEqual(
    made
      .slice(0, 2200)
      .map(({ id }) => id)
      .toSorted(),
  );
  // Of 22 pages of matches, and those of the way to them.
  expect(pages).toBeLessThan(32);
});

test.each<Partial<ListTasksInput>>([
  {},
  { sort: "title" },
  { priority: ["none"] },
  { q: "needle" },
  { q: "needle", sort: "relevance" },
])("pages of long notes are shorter, and leave none out: %j", async (query) => {
  const ada = await testApi.newUser();
  const long = {
    title: "A needle",
    notes: "x".repeat(16_384),
    priority: "none",
    completed: false,
    trashed: false,
  } as const;
  const made = [...makeTasks(60)].map((task) => Object.assign(task, long));
  await storeTasks(testApi.owner, [[ada.principal.userId, made]]);
  const found: string[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await ada.api.tasks.list({ ...query, limit: 100, cursor });
    expect(page.items.length).toBeLessThanOrEqual(24);
    found.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  }
  expect(found.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
});
