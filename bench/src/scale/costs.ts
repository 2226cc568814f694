import { explainList, type Listing, type Listings, findPages, type TestApi } from "@typedo/api/testing";
import { median } from "../report/statistics.js";

/** Tasks of a page. */
export const LIMIT = 20;
/** Calls of which the median is told, after one that does not count. */
const CALLS = 5;

/** One user of many. */
export interface Account {
  readonly principal: Parameters<typeof explainList>[1];
  readonly tasks: number;
}

/** What the database did for a page. */
export interface PageCost {
  /** Pages of 8 kB that it looked at. */
  readonly buffers: number;
  readonly sequentialScans: number;
  /** The most rows that one step sorted. */
  readonly sorted: number;
}

/** A listing of one user. */
export interface ListingCost {
  readonly name: string;
  /** The user's tasks. */
  readonly tasks: number;
  readonly first: PageCost;
  /** Pages at each tenth of the list; none where it is too short, or where they are not asked for. */
  readonly within: readonly PageCost[];
  readonly last: PageCost | undefined;
  /** Milliseconds of a call, from input to output, without HTTP: of the slowest page among the first, a middle one and the last. */
  readonly call: number;
}

/** The first page of each listing, for each user. */
export async function costFirstPages(
  testApi: TestApi,
  accounts: readonly Account[],
  listings: Listings,
): Promise<ListingCost[]> {
  const costs: ListingCost[] = [];
  for (const [name, listing] of listings) {
    for (const { principal, tasks } of accounts) {
      const first = await costPage(testApi, principal, listing);
      const call = await timeCalls(testApi, principal, listing);
      costs.push({ name, tasks, first, within: [], last: undefined, call });
    }
  }
  return costs;
}

/** The first page of each listing, pages at each tenth of it, and the last, for each user. */
export async function costPages(
  testApi: TestApi,
  accounts: readonly Account[],
  listings: Listings,
  onProgress: (name: string) => void,
): Promise<ListingCost[]> {
  const costs: ListingCost[] = [];
  for (const [name, listing] of listings) {
    onProgress(name);
    for (const { principal, tasks } of accounts) {
      const first = await costPage(testApi, principal, listing);
      const pages = await findPages(testApi.owner, principal, listing, LIMIT);
      const within: PageCost[] = [];
      for (const cursor of pages?.within ?? []) within.push(await costPage(testApi, principal, { ...listing, cursor }));
      const last = pages && (await costPage(testApi, principal, { ...listing, cursor: pages.last }, null));
      const calls: number[] = [];
      for (const cursor of [undefined, pages?.within[4], pages?.last]) {
        calls.push(await timeCalls(testApi, principal, { ...listing, cursor }));
      }
      costs.push({ name, tasks, first, within, last, call: Math.max(...calls) });
    }
  }
  return costs;
}

/** @param next where the next page must begin, if that is known */
async function costPage(
  testApi: TestApi,
  principal: Account["principal"],
  listing: Listing,
  next?: null,
): Promise<PageCost> {
  const { plan, nextCursor } = await explainList(testApi, principal, { limit: LIMIT, ...listing });
  if (next === null && nextCursor !== null) throw new Error(`This is not the last page of ${JSON.stringify(listing)}`);
  const { buffers, sequentialScans, sorted } = plan;
  return { buffers, sequentialScans, sorted };
}

/** Milliseconds of a call: the median of some. */
async function timeCalls(testApi: TestApi, principal: Account["principal"], listing: Listing): Promise<number> {
  const { tasks } = testApi.callAs({ principal });
  const times: number[] = [];
  for (let call = 0; call <= CALLS; call += 1) {
    const begun = performance.now();
    await tasks.list({ limit: LIMIT, ...listing });
    if (call > 0) times.push(performance.now() - begun);
  }
  return median(times);
}
