import { beforeAll, describe, expect, inject, test } from "vitest";
import { explainList, type Plan } from "../testing/explain.js";
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
import { setUpApi } from "../testing/set-up-api.js";

/** Of one user; the statements run as that user, under the policy. */
const COUNT = 100_000;
const LIMIT = 20;
const budget = inject("budgets").pages;

const { testApi, ada, bob } = setUpApi();

beforeAll(async () => {
  await storeTasks(testApi.owner, [
    [bob.principal.userId, makeTasks(5000, 2)],
    [ada.principal.userId, makeTasks(COUNT)],
  ]);
});

/** How PostgreSQL serves a page: the one after `cursor`, if given. */
async function planOf(query: Listing): Promise<{ plan: Plan; nextCursor: string | null }> {
  return explainList(testApi, ada.principal, { limit: LIMIT, ...query });
}

describe("flat: a page's own rows are read, and no others", () => {
  test.each([...flatListings, ...daysListings])("%s", async (_name, query) => {
    const first = await planOf(query);
    const next = { ...query, cursor: first.nextCursor ?? undefined };
    const second = first.nextCursor === null ? first : await planOf(next);
    const { within = [], last } = (await findPages(testApi.owner, ada.principal, query, LIMIT)) ?? {};
    const deep: (typeof first)[] = [];
    for (const cursor of [within[4], last]) {
      if (cursor !== undefined) deep.push(await planOf({ ...query, cursor }));
    }
    for (const { plan } of [first, second, ...deep]) {
      expect(plan.sequentialScans, plan.text).toBe(0);
      // Tasks without a time of the day before are due at the midnight that begins today, and are passed by.
      const passedBy = query.due === "today" || query.due === "upcoming" ? COUNT / 400 : 0;
      expect(plan.buffers, plan.text).toBeLessThanOrEqual(budget.flat.buffers + passedBy);
      expect(plan.sorted, plan.text).toBeLessThanOrEqual(budget.flat.sorted);
    }
  });
});

describe("bounded: a page looks at 2,000 rows of a state", () => {
  test.each(boundedListings)("%s", async (_name, query) => {
    const { plan } = await planOf(query);
    expect(plan.sequentialScans, plan.text).toBe(0);
    expect(plan.buffers, plan.text).toBeLessThanOrEqual(budget.bounded.buffers);
    expect(plan.sorted, plan.text).toBeLessThanOrEqual(budget.bounded.sorted);
  });
});

describe("searched: what matches is read, and no others", () => {
  test.each(searchedListings)("%s", async (_name, query) => {
    const { plan } = await planOf(query);
    expect(plan.sequentialScans, plan.text).toBe(0);
    expect(plan.buffers, plan.text).toBeLessThanOrEqual(budget.rareSearch.buffers);
  });

  test.each(commonSearches)("%s", async (_name, query) => {
    const { plan } = await planOf(query);
    expect(plan.sequentialScans, plan.text).toBe(0);
    expect(plan.buffers, plan.text).toBeLessThanOrEqual(budget.commonSearch.buffers);
  });
});

describe("counted: no further than 10,000", () => {
  test.each(countedListings)("%s", async (_name, query) => {
    const { plan } = await planOf({ ...query, total: true });
    // By whichever index leaves the fewest; of all tasks, any 10,001 will do.
    expect(plan.buffers, plan.text).toBeLessThanOrEqual(budget.counted.buffers);
  });
});
