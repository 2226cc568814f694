import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestApi, type TestApi, type TestUser } from "../testing/callers.js";
import { type Plan, explain, recording } from "../testing/explain.js";
import { plansTasks } from "../testing/env.js";
import { makeTasks, storeTasks } from "../testing/many-tasks.js";
import type { ListTasksInput } from "./tasks.filters.js";

/** Of one user; the statements run as that user, under the policy. */
const COUNT = Number(plansTasks ?? 100_000);
const LIMIT = 20;

let testApi: TestApi;
let ada: TestUser;

beforeAll(async () => {
  testApi = await openTestApi();
  ada = await testApi.newUser();
  const bob = await testApi.newUser();
  await storeTasks(testApi.owner, bob.principal.userId, makeTasks(5000, 2));
  await storeTasks(testApi.owner, ada.principal.userId, makeTasks(COUNT));
}, 1_200_000);

afterAll(async () => {
  await testApi.close();
  // oxlint-disable-next-line no-console -- asked for
  if (plansTasks !== undefined) console.log(["| query | buffers | ms |", "| --- | --- | --- |", ...costs].join("\n"));
});

const costs: string[] = [];

type Query = Partial<ListTasksInput>;

/** How PostgreSQL serves a page: the one after `cursor`, if given. */
async function planOf(query: Query, name = ""): Promise<{ plan: Plan; nextCursor: string | null }> {
  const { database, sent } = recording(testApi.database);
  const { nextCursor } = await testApi
    .callAs({ principal: ada.principal, database })
    .tasks.list({ limit: LIMIT, ...query });
  const statement = sent.findLast((one) => one.statement.includes('"app"."tasks"'));
  if (!statement) throw new Error("Nothing was asked of the tasks");
  const plan = await explain(testApi.database, ada.principal.userId, statement);
  costs.push(`| ${name} | ${plan.buffers} | ${plan.milliseconds.toFixed(1)} |`);
  return { plan, nextCursor };
}

const [parent] = [...makeTasks(1)].map(({ id }) => id);
const may = { dueAfter: new Date("2026-05-01T00:00:00Z"), dueBefore: new Date("2026-06-01T00:00:00Z") };

const flat: [string, Query][] = [
  ...(["createdAt", "updatedAt", "dueAt", "priority", "title"] as const).flatMap((sort): [string, Query][] => [
    [sort, { sort }],
    [`-${sort}`, { sort: `-${sort}` }],
    [`${sort}, open`, { sort, completed: false }],
    [`-${sort}, done`, { sort: `-${sort}`, completed: true }],
    [`-${sort}, trashed`, { sort: `-${sort}`, trashed: true }],
  ]),
  ["a range of dueAt", { sort: "dueAt", ...may }],
  ["a range of dueAt, descending, open", { sort: "-dueAt", completed: false, ...may }],
  ["overdue", { sort: "dueAt", due: "overdue" }],
  ["today", { sort: "dueAt", due: "today" }],
  ["upcoming", { sort: "-dueAt", due: "upcoming" }],
  ["without a date", { sort: "dueAt", due: "none" }],
  ["parts of a task by position", { sort: "position", parentId: parent }],
  ["top level by position", { sort: "-position", parentId: "none" }],
  ["one priority", { sort: "priority", priority: ["high"] }],
  ["one priority, done", { sort: "-priority", priority: ["urgent"], completed: true }],
];

describe("flat: a page's own rows are read, and no others", () => {
  test.each(flat)("%s", async (name, query) => {
    const first = await planOf(query, name);
    const next = { ...query, cursor: first.nextCursor ?? undefined };
    const second = first.nextCursor === null ? first : await planOf(next, `${name}, second page`);
    for (const { plan } of [first, second]) {
      expect(plan.sequentialScans, plan.text).toBe(0);
      // Each branch reads 21 rows at most, from as many pages of the table, and descends its index once. Tasks without a
      // time of the day before are due at the midnight that begins today, and are passed by.
      const passedBy = query.due === "today" || query.due === "upcoming" ? COUNT / 400 : 0;
      expect(plan.buffers, plan.text).toBeLessThanOrEqual(4 * (LIMIT + 1 + 6) + passedBy);
      expect(plan.sorted, plan.text).toBeLessThanOrEqual(4 * (LIMIT + 1));
    }
  });
});

const bounded: [string, Query][] = [
  ["a rare priority", { priority: ["urgent"] }],
  ["a parent under another sort", { parentId: parent, sort: "title" }],
  ["a range of dueAt under another sort", { sort: "title", ...may }],
  ["a word in one task of five", { q: "alpha", sort: "title" }],
  ["a label of one task in three", { label: ["common"], sort: "dueAt" }],
];

describe("bounded: a page looks at 2,000 rows of a state", () => {
  test.each(bounded)("%s", async (name, query) => {
    const { plan } = await planOf(query, name);
    expect(plan.sequentialScans, plan.text).toBe(0);
    expect(plan.buffers, plan.text).toBeLessThanOrEqual(4 * 2000 + 2500);
    expect(plan.sorted, plan.text).toBeLessThanOrEqual(4 * 2000);
  });
});

describe("searched: what matches is read, and no others", () => {
  test.each([
    ["nothing", { q: "nothinglikethis" }],
    ["one", { q: "needle" }],
    ["one, by relevance", { q: "needle", sort: "-relevance" }],
    ["one label", { label: ["rare"] }],
    ["a label and a word", { label: ["rare"], q: "needle" }],
  ] satisfies [string, Query][])("%s", async (name, query) => {
    const { plan } = await planOf(query, name);
    expect(plan.sequentialScans, plan.text).toBe(0);
    expect(plan.buffers, plan.text).toBeLessThanOrEqual(60);
  });

  test("one in a thousand", async () => {
    const { plan } = await planOf({ q: "number123" }, "one in a thousand");
    expect(plan.sequentialScans, plan.text).toBe(0);
    expect(plan.buffers, plan.text).toBeLessThanOrEqual((COUNT / 1000) * 10);
  });

  test("a word in one task of five, by relevance", async () => {
    const { plan } = await planOf({ q: "alpha", sort: "-relevance" }, "a word in one task of five, by relevance");
    expect(plan.sequentialScans, plan.text).toBe(0);
  });
});

describe("counted: no further than 10,000", () => {
  test.each([
    ["all", {}],
    ["a rare priority", { priority: ["urgent"] }],
    ["a priority of the rarest label", { priority: ["high"], label: ["rare"] }],
    ["a word in one task of five", { q: "alpha" }],
    ["a range of dueAt and a priority", { priority: ["urgent"], ...may }],
  ] satisfies [string, Query][])("%s", async (name, query) => {
    const { plan } = await planOf({ ...query, total: true }, `count: ${name}`);
    // By whichever index leaves the fewest; of all tasks, any 10,001 will do.
    expect(plan.buffers, plan.text).toBeLessThanOrEqual(60_000);
  });
});
