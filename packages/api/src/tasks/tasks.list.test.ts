import { beforeAll, describe, expect, test } from "vitest";
import { faultOf } from "../testing/callers.js";
import { setUpApi } from "../testing/set-up-api.js";
import { type ListTasksInput, taskSorts } from "./tasks.filters.js";
import type { Task } from "./tasks.schema.js";
import { PRIORITIES } from "@typedo/db";

const { testApi, ada, bob } = setUpApi();
let tasks: Task[];

const TITLES = [
  "ápple",
  "Apple",
  "apple",
  "Zebra",
  "zebra",
  "Ärger",
  "Éclair",
  "1 thing",
  "10 things",
  "_",
  "日本",
  "😀",
];

beforeAll(async () => {
  tasks = [];
  for (let index = 0; index < 60; index += 1) {
    tasks.push(
      await ada.api.tasks.create({
        title: TITLES[index % TITLES.length] ?? "x",
        priority: PRIORITIES[index % 4] ?? "none",
        dueDate: index % 3 === 0 ? null : `2026-01-${String(1 + (index % 7)).padStart(2, "0")}`,
        completed: index % 5 === 0,
        position: `a${(index % 6) + 1}`,
      }),
    );
  }
  for (let index = 0; index < 5; index += 1) await bob.api.tasks.create({ title: "Not Ada's" });
});

type Query = Partial<ListTasksInput>;

/** All pages to the end, by cursor. */
async function walk(query: Query): Promise<Task[]> {
  const all: Task[] = [];
  let cursor: string | undefined;
  do {
    const page = await ada.api.tasks.list({ ...query, cursor });
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

/** The order as its definition has it, worked out here: key, nulls last, then id. */
function expectedOrder(
  sort: (typeof taskSorts)[number],
  descending: boolean,
  titles: ReadonlyMap<string, number>,
): Task[] {
  const key = (task: Task): number | null => {
    switch (sort) {
      case "createdAt":
        return task.createdAt.getTime();
      case "updatedAt":
        return Number(task.seq);
      case "dueAt":
        return task.dueAt?.getTime() ?? null;
      case "priority":
        return PRIORITIES.indexOf(task.priority);
      case "title":
        return titles.get(task.title) ?? 0;
      case "position":
        return Number.parseInt(task.position, 36);
      default:
        return 0;
    }
  };
  const sign = descending ? -1 : 1;
  return tasks.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)];
    if (left !== right && left === null) return 1;
    if (left !== right && right === null) return -1;
    return sign * ((left ?? 0) - (right ?? 0) || (a.id < b.id ? -1 : 1));
  });
}

/** How PostgreSQL's ICU root collation orders these titles in lower case; equal ones share a rank. */
async function titleRanks(): Promise<Map<string, number>> {
  const rows = await testApi.owner<{ title: string; rank: number }[]>`
    select title, dense_rank() over (order by lower(title collate "und-x-icu") collate "und-x-icu")::int as rank
    from unnest(${TITLES}::text[]) as title`;
  return new Map(rows.map((row) => [row.title, row.rank]));
}

describe("walking to the end gives each task exactly once, in order", () => {
  for (const sort of taskSorts.filter((name) => name !== "relevance")) {
    for (const direction of ["", "-"] as const) {
      for (const completed of [undefined, true, false]) {
        for (const limit of [1, 7, 100]) {
          test(`${direction}${sort}, completed ${completed}, ${limit} a page`, async () => {
            const expected = expectedOrder(sort, direction === "-", await titleRanks()).filter(
              (task) => completed === undefined || task.completed === completed,
            );
            const siblings = sort === "position" ? ({ parentId: "none" } as const) : {};
            const walked = await walk({ sort: `${direction}${sort}`, completed, limit, ...siblings });
            expect(walked.map((task) => task.id)).toEqual(expected.map((task) => task.id));
          });
        }
      }
    }
  }
});

test("titles are ordered as people sort them: case and script, not bytes", async () => {
  const titles = (await walk({ sort: "title" })).map((task) => task.title);
  expect(titles.indexOf("Ärger")).toBeLessThan(titles.indexOf("zebra"));
  expect(titles.indexOf("Apple")).toBeLessThan(titles.indexOf("Éclair"));
});

test("rows that come, change or go meanwhile neither repeat others nor hide them", async () => {
  const user = await testApi.newUser();
  for (let index = 0; index < 9; index += 1) await user.api.tasks.create({ title: `Task ${index}` });
  const first = await user.api.tasks.list({ sort: "createdAt", limit: 3 });
  const [gone] = first.items;
  await user.api.tasks.delete({ id: gone?.id ?? "" });
  await user.api.tasks.create({ title: "A late one" });
  const rest = await user.api.tasks.list({ sort: "createdAt", limit: 100, cursor: first.nextCursor ?? "" });
  expect(rest.items.map((task) => task.title)).toEqual(
    [3, 4, 5, 6, 7, 8].map((index) => `Task ${index}`).concat("A late one"),
  );
});

test("trashed tasks are in no list", async () => {
  const user = await testApi.newUser();
  const task = await user.api.tasks.create({ title: "A" });
  await user.api.tasks.delete({ id: task.id });
  expect(await user.api.tasks.list({})).toEqual({ items: [], nextCursor: null });
});

describe("a cursor is refused", () => {
  const refusal = { code: "validation_failed", errors: [{ pointer: "/cursor", code: "invalid_cursor" }] };
  const cursorOf = async (query: Query) => (await ada.api.tasks.list({ limit: 2, ...query })).nextCursor ?? "";

  test("for another sort, direction or filter", async () => {
    const cursor = await cursorOf({ sort: "title" });
    for (const query of [{}, { sort: "-title" }, { sort: "priority" }, { sort: "title", completed: true }] as const) {
      expect(await faultOf(ada.api.tasks.list({ ...query, cursor }))).toMatchObject(refusal);
    }
    expect((await ada.api.tasks.list({ sort: "title", limit: 50, cursor })).items).toHaveLength(50);
  });

  test("for another user", async () => {
    const eve = await testApi.newUser();
    expect(await faultOf(eve.api.tasks.list({ cursor: await cursorOf({}) }))).toMatchObject(refusal);
  });

  test("when it was edited, shortened, lengthened or made up", async () => {
    const cursor = await cursorOf({});
    const flipped = `${cursor.startsWith("A") ? "B" : "A"}${cursor.slice(1)}`;
    const payload = Buffer.from(JSON.stringify([0, tasks[0]?.id])).toString("base64url");
    for (const forged of [flipped, cursor.slice(0, -1), `${cursor}A`, `${cursor}=`, payload, "%", "x"]) {
      expect(await faultOf(ada.api.tasks.list({ cursor: forged }))).toMatchObject(refusal);
    }
  });
});

test("limit is from 1 to 100, and 50 if not sent", async () => {
  expect((await ada.api.tasks.list({})).items).toHaveLength(50);
  for (const limit of [0, 101, 1.5, -1, Number.NaN]) {
    expect(await faultOf(ada.api.tasks.list({ limit }))).toMatchObject({ code: "validation_failed" });
  }
});
