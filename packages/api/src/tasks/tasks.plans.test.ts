import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestApi, type TestApi, type TestUser } from "../testing/callers.js";
import { explainList, type Plan } from "../testing/explain.js";
import { plansTasks } from "../testing/env.js";
import {
  boundedListings,
  commonSearches,
  countedListings,
  daysListings,
  flatListings,
  type Listing,
  searchedListings,
} from "../testing/listings.js";
import { makeTasks, storeTasks } from "../testing/many-tasks.js";
import { findPages } from "../testing/pages.js";

/** Of one user; the statements run as that user, under the policy. */
const COUNT = Number(plansTasks ?? 100_000);
const LIMIT = 20;

let testApi: TestApi;
let ada: TestUser;

beforeAll(async () => {
  testApi = await openTestApi();
  ada = await testApi.newUser();
  const bob = await testApi.newUser();
  await storeTasks(testApi.owner, [
    [bob.principal.userId, makeTasks(5000, 2)],
    [ada.principal.userId, makeTasks(COUNT)],
  ]);
}, 1_200_000);

afterAll(async () => {
  await testApi.close();
  // oxlint-disable-next-line no-console -- asked for
  if (plansTasks !== undefined) console.log(["| query | buffers | ms |", "| --- | --- | --- |", ...costs].join("\n"));
});

const costs: string[] = [];

/** How PostgreSQL serves a page: the one after `cursor`, if given. */
async function planOf(query: Listing, name = ""): Promise<{ plan: Plan; nextCursor: string | null }> {
  const { plan, nextCursor } = await explainList(testApi, ada.principal, { limit: LIMIT, ...query });
  costs.push(`| ${name} | ${plan.buffers} | ${plan.milliseconds.toFixed(1)} |`);
  return { plan, nextCursor };
}

describe("flat: a page's own rows are read, and no others", () => {
  test.each([...flatListings, ...daysListings])("%s", async (name, query) => {
    const first = await planOf(query, name);
    const next = { ...query, cursor: first.nextCursor ?? undefined };
    const second = first.nextCursor === null ? first : await planOf(next, `${name}, second page`);
    const { within = [], last } = (await findPages(testApi.owner, ada.principal, query, LIMIT)) ?? {};
    const deep: (typeof first)[] = [];
    for (const cursor of [within[4], last]) {
      if (cursor !== undefined) deep.push(await planOf({ ...query, cursor }, `${name}, a page further on`));
    }
    for (const { plan } of [first, second, ...deep]) {
      expect(plan.sequentialScans, plan.text).toBe(0);
      // Each branch reads 21 rows at most, from as many pages of the table, and descends its index once. Tasks without a
      // time of the day before are due at the midnight that begins today, and are passed by.
      const passedBy = query.due === "today" || query.due === "upcoming" ? COUNT / 400 : 0;
      expect(plan.buffers, plan.text).toBeLessThanOrEqual(4 * (LIMIT + 1 + 6) + passedBy);
      expect(plan.sorted, plan.text).toBeLessThanOrEqual(4 * (LIMIT + 1));
    }
  });
});

describe("bounded: a page looks at 2,000 rows of a state", () => {
  test.each(boundedListings)("%s", async (name, query) => {
    const { plan } = await planOf(query, name);
    expect(plan.sequentialScans, plan.text).toBe(0);
    expect(plan.buffers, plan.text).toBeLessThanOrEqual(4 * 2000 + 2500);
    expect(plan.sorted, plan.text).toBeLessThanOrEqual(4 * 2000);
  });
});

describe("searched: what matches is read, and no others", () => {
  test.each(searchedListings)("%s", async (name, query) => {
    const { plan } = await planOf(query, name);
    expect(plan.sequentialScans, plan.text).toBe(0);
    expect(plan.buffers, plan.text).toBeLessThanOrEqual(100);
  });

  test.each(commonSearches)("%s", async (name, query) => {
    const { plan } = await planOf(query, name);
    expect(plan.sequentialScans, plan.text).toBe(0);
    expect(plan.buffers, plan.text).toBeLessThanOrEqual(Math.max(COUNT / 100, 5000));
  });
});

describe("counted: no further than 10,000", () => {
  test.each(countedListings)("%s", async (name, query) => {
    const { plan } = await planOf({ ...query, total: true }, `count: ${name}`);
    // By whichever index leaves the fewest; of all tasks, any 10,001 will do.
    expect(plan.buffers, plan.text).toBeLessThanOrEqual(60_000);
  });
});
