import { beforeAll, describe, expect, test } from "vitest";
import { faultOf } from "../testing/callers.js";
import type { Listing } from "../testing/listings.js";
import { type MadeTask, makeTasks, storeTasks } from "../testing/many-tasks.js";
import { inOrder, meets, rankTitles, type TitleRanks, withinOneDay, wordsOf } from "../testing/meant-filters.js";
import { setUpApi } from "../testing/set-up-api.js";
import type { ListTasksInput } from "./tasks.filters.js";
import type { Task } from "./tasks.schema.js";

/** More than one page looks at, so that pages end in mid-way. */
const COUNT = 7000;

const { testApi, ada, bob } = setUpApi();
let made: MadeTask[];
let titleRanks: TitleRanks;

beforeAll(async () => {
  made = [...makeTasks(COUNT)];
  await storeTasks(testApi.owner, [
    [bob.principal.userId, makeTasks(500)],
    [ada.principal.userId, made],
  ]);
  titleRanks = await rankTitles(testApi.owner);
}, 60_000);

/** All pages to the end, by cursor. */
async function walk(query: Listing): Promise<Task[]> {
  const all: Task[] = [];
  let cursor: string | undefined;
  do {
    const page = await ada.api.tasks.list({ ...query, cursor });
    expect(page.items.length).toBeLessThanOrEqual(query.limit ?? 50);
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

const parent = () => made[3]?.id ?? "";
const at = (date: string) => new Date(date);

const filters: [string, () => Listing][] = [
  ["urgent", () => ({ priority: ["urgent"] })],
  ["urgent or high, twice named", () => ({ priority: ["high", "urgent", "high"] })],
  ["parts of one task", () => ({ parentId: parent() })],
  ["no part of any", () => ({ parentId: "none", completed: false })],
  ["a rare label", () => ({ label: ["rare"] })],
  ["a common label", () => ({ label: ["common"], completed: true })],
  ["two labels", () => ({ label: ["common", "rare"] })],
  ["a label of nobody", () => ({ label: ["Common"] })],
  ["due in a month", () => ({ dueAfter: at("2026-05-01T00:00:00Z"), dueBefore: at("2026-06-01T00:00:00Z") })],
  ["due after and important", () => ({ dueAfter: at("2026-12-01T12:00:00Z"), priority: ["high"] })],
  ["overdue", () => ({ due: "overdue" })],
  ["due today", () => ({ due: "today" })],
  ["upcoming", () => ({ due: "upcoming", label: ["common"] })],
  ["without a date", () => ({ due: "none" })],
  ["without a date, yet after one", () => ({ due: "none", dueAfter: at("2026-05-01T00:00:00Z") })],
  ["overdue and done: nothing", () => ({ due: "overdue", completed: true })],
  ["trashed", () => ({ trashed: true })],
  ["trashed, done, urgent", () => ({ trashed: true, completed: true, priority: ["none", "urgent"] })],
  ["one word, once", () => ({ q: "needle" })],
  ["a word of many", () => ({ q: "alpha" })],
  ["the beginning of a word, in capitals", () => ({ q: "ALP" })],
  ["two words, in any order", () => ({ q: "number7 beta" })],
  ["a word with an accent, without it", () => ({ q: "epsilon" })],
  ["a word in a text without spaces", () => ({ q: "東京" })],
  ["a word of the notes", () => ({ q: "noted gamma" })],
  ["a word of nobody", () => ({ q: "nothinglikethis" })],
  ["a word and all else", () => ({ q: "alpha", label: ["common"], priority: ["low", "high"], completed: false })],
  ["a word and parts", () => ({ q: "number", parentId: parent() })],
  ["a word in the trash", () => ({ q: "zeta", trashed: true })],
];

const sorts = ["createdAt", "-updatedAt", "dueAt", "-dueAt", "-priority", "title"] as const;

describe("walking to the end gives what the filters mean, each once, in order", () => {
  for (const [number, [name, filter]] of filters.entries()) {
    test(
      name,
      () =>
        withinOneDay(async () => {
          const query = filter();
          const own: ListTasksInput["sort"][] = query.parentId === undefined ? [] : ["position", "-position"];
          const some = sorts.filter((_, index) => index % 2 === number % 2);
          for (const [index, sort] of [...some, ...own].entries()) {
            const expected = inOrder(
              made.filter((task) => meets(task, query)),
              sort,
              titleRanks,
            );
            const walked = await walk({ ...query, sort, limit: [100, 37, 64][index % 3] ?? 100 });
            expect(walked.map(({ id }) => id)).toEqual(expected);
          }
        }),
      30_000,
    );

    test(`${name}: as many as are counted`, () =>
      withinOneDay(async () => {
        const query = filter();
        const page = await ada.api.tasks.list({ ...query, limit: 1, total: true });
        expect(page.total).toBe(made.filter((task) => meets(task, query)).length);
        expect(page).not.toHaveProperty("totalCapped");
      }));
  }
});

describe("relevance", () => {
  test("gives what matches, the newest 1,000 of it, each once; a title's words first", async () => {
    for (const query of [
      { q: "needle" },
      { q: "gamma" },
      { q: "number7 beta", completed: false },
    ] satisfies Listing[]) {
      const matches = made.filter((task) => meets(task, query));
      const newest = inOrder(matches, "-createdAt", titleRanks).slice(0, 1000);
      const walked = await walk({ ...query, sort: "relevance", limit: 100 });
      expect(walked.map(({ id }) => id).toSorted()).toEqual(newest.toSorted());
      expect(await walk({ ...query, sort: "-relevance", limit: 33 })).toEqual(walked);
      const [word = ""] = wordsOf(query.q);
      const inTitle = walked.map(({ title }) => wordsOf(title).some((one) => one.startsWith(word)));
      expect(inTitle).toEqual(inTitle.toSorted((left, right) => Number(right) - Number(left)));
    }
  });

  test("needs something to look for", async () => {
    expect(await faultOf(ada.api.tasks.list({ sort: "-relevance" }))).toMatchObject({
      code: "validation_failed",
      errors: [{ pointer: "/sort" }],
    });
  });
});

test("a position is among siblings", async () => {
  expect(await faultOf(ada.api.tasks.list({ sort: "position" }))).toMatchObject({
    code: "validation_failed",
    errors: [{ pointer: "/sort" }],
  });
});

test("where no index serves a filter, a page looks at a part, and says so", async () => {
  const page = await ada.api.tasks.list({ sort: "createdAt", priority: ["urgent"], limit: 100 });
  expect(page.items.length).toBeLessThan(100);
  expect(page.nextCursor).not.toBeNull();
});

test("a cursor is refused under other filters, but for how many to show and whether to count", async () => {
  const query: Listing = { q: "alpha", priority: ["low"], sort: "title" };
  const { nextCursor } = await ada.api.tasks.list({ ...query, limit: 2 });
  const cursor = nextCursor ?? "";
  await ada.api.tasks.list({ ...query, limit: 9, total: true, cursor });
  for (const other of [{ q: "alph" }, { priority: ["high" as const] }, { trashed: true }, { due: "none" as const }]) {
    expect(await faultOf(ada.api.tasks.list({ ...query, ...other, cursor }))).toMatchObject({
      errors: [{ pointer: "/cursor", code: "invalid_cursor" }],
    });
  }
});

test.each(["", "  ", "!?", "\u0000", "\uD800", "x".repeat(201)])("%j can't be searched for", async (q) => {
  expect(await faultOf(ada.api.tasks.list({ q }))).toMatchObject({ errors: [{ pointer: "/q" }] });
});

test("what a search finds follows every kind of write", async () => {
  const user = await testApi.newUser();
  const found = async (q: string) => (await user.api.tasks.list({ q })).items.map(({ title }) => title);
  const { id } = await user.api.tasks.create({ title: "Straße 🎉", notes: "Ça va?" });
  for (const q of ["STRASSE", "strass", "🎉", "ca", "va straße"]) expect(await found(q)).toEqual(["Straße 🎉"]);
  await user.api.tasks.update({ id, title: "Weg" });
  expect([await found("straße"), await found("weg"), await found("ça")]).toEqual([[], ["Weg"], ["Weg"]]);
  await user.api.tasks.update({ id, notes: null, labels: ["Weg zurück"] });
  expect([await found("ça"), await found("zurück")]).toEqual([[], []]);
  expect((await user.api.tasks.list({ label: ["Weg zurück"] })).items).toHaveLength(1);
  await user.api.tasks.replace({ id, title: "Pfad", notes: "quoted 'word' \\ and : & | ! ( )" });
  expect([await found("weg"), await found("pfad word")]).toEqual([[], ["Pfad"]]);
  await user.api.tasks.batch({
    operations: [
      { operation: "update", id, title: "Steg" },
      { operation: "create", title: "Steg 2" },
    ],
  });
  expect((await found("steg")).toSorted()).toEqual(["Steg", "Steg 2"]);
  await user.api.tasks.delete({ id });
  expect(await found("steg")).toEqual(["Steg 2"]);
});
