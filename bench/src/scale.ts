import { parseArgs } from "node:util";
import {
  boundedListings,
  commonSearches,
  countedListings,
  daysListings,
  flatListings,
  type Listings,
  makeTasks,
  openTestApi,
  searchedListings,
  storeTasks,
  type TasksOf,
  type TestApi,
} from "@typedo/api/testing";
import { z } from "zod";
import { type Closers, withClosers } from "./machine/closers.js";
import { writeReadme, writeResults } from "./report/report.js";
import { describeMachine, describeSurroundings } from "./report/surroundings.js";
import { type Account, costFirstPages, costPages } from "./scale/costs.js";
import { faultsOfFlat, faultsOfSearches, firstPagesTable, pagesTable } from "./scale/tables.js";

const USAGE = `usage: node bench/dist/scale.js [--sizes 1000,10000,100000,1000000] [--others 2000] [--write]
  --sizes   tasks that users have, one user each, from few to many
  --others  users with 1,000 tasks each, beside them in the same table
  --write   puts the figures into bench/README.md`;

const options = z.object({
  sizes: z
    .string()
    .default("1000,10000,100000,1000000")
    .transform((text) => text.split(",").map(Number))
    .pipe(z.array(z.int().min(100)).min(2)),
  others: z.coerce.number().int().min(0).default(2000),
  write: z.boolean().default(false),
});

const say = (line: string) => process.stderr.write(`${line}\n`);

await withClosers(async (closers) => scale(closers, readOptions()));

function readOptions(): z.output<typeof options> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { sizes: text, others: text, write: { type: "boolean" } } });
  const { data, error } = options.safeParse(values);
  if (!data) throw new Error(`${z.prettifyError(error)}\n${USAGE}`);
  return data;
}

/** Shows that what a page costs does not grow with the tasks that a user has. */
async function scale(closers: Closers, { sizes, others, write }: z.output<typeof options>): Promise<void> {
  const testApi = await openTestApi();
  closers.add(() => testApi.close());
  const accounts = await fill(testApi, sizes, others);
  const surroundings = await describeSurroundings(testApi.owner);
  const firstPages = async (listings: Listings) => costFirstPages(testApi, accounts, listings);

  say("Looking at pages");
  const flat = await costPages(testApi, accounts, flatListings, say);
  const days = await costPages(testApi, accounts, daysListings, say);
  const bounded = await firstPages(boundedListings);
  const searched = await firstPages([...searchedListings, ...commonSearches]);
  const counted = await firstPages(countedListings.map(([name, listing]) => [name, { ...listing, total: true }]));

  const faults = [...faultsOfFlat(flat), ...faultsOfSearches(searched)];
  const figures = [
    `${describeMachine(surroundings)}; users with ${sizes.map((size) => size.toLocaleString("en")).join(", ")} tasks, ` +
      `and ${others.toLocaleString("en")} more with 1,000 each.`,
    "Flat: buffers of the first page / the mean of nine within / the last. Growth is that of the mean of these eleven, " +
      "from the first user whose list is long enough to the last user; ms is the slowest call of three pages.",
    pagesTable(flat),
    "Flat but for what was due when today began:",
    pagesTable(days),
    "Bounded, the first page: buffers / the call.",
    firstPagesTable(bounded),
    "Searched:",
    firstPagesTable(searched),
    "Counted, page and count together; buffers are the count's:",
    firstPagesTable(counted),
    faults.length === 0 ? "Nothing scans a table, and all goals are met." : `Beyond the goals: ${faults.join("; ")}.`,
  ].join("\n\n");
  process.stdout.write(`${figures}\n`);
  const outcome = { surroundings, sizes, others, flat, days, bounded, searched, counted, faults };
  say(`All of it: ${await writeResults(surroundings, "scale", outcome)}`);
  if (write) await writeReadme("scale", figures);
  if (faults.length > 0) process.exitCode = 1;
}

async function fill(testApi: TestApi, sizes: readonly number[], others: number): Promise<Account[]> {
  const accounts: Account[] = [];
  const users: TasksOf[] = [];
  for (let number = 1; number <= others; number += 1) {
    const { principal } = await testApi.newUser();
    users.push([principal.userId, makeTasks(1000, number + 1)]);
  }
  for (const size of sizes) {
    const { principal } = await testApi.newUser();
    // In the midst of the others.
    users.splice(Math.floor(users.length / 2), 0, [principal.userId, makeTasks(size)]);
    accounts.push({ principal, tasks: size });
  }
  const all = sizes.reduce((sum, size) => sum + size, others * 1000);
  say(`Storing ${all.toLocaleString("en")} tasks: some ${Math.ceil(all / 500_000)} minutes`);
  let told = 0;
  await storeTasks(testApi.owner, users, (stored) => {
    if (stored - told < all / 20) return;
    told = stored;
    say(`${Math.round((stored / all) * 100)} %${stored === all ? "" : ", then the indexes"}`);
  });
  return accounts;
}
