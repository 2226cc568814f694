import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { faultOf } from "../testing/callers.js";
import { setUpApi } from "../testing/set-up-api.js";

/** Characters of notes that were read into words since others had their turn. */
const read = vi.hoisted(() => ({ sinceTurn: 0, all: 0, most: 0 }));

vi.mock(import("@typedo/db"), async (original) => {
  const real = await original();
  return {
    ...real,
    notesWords: (userId, notes) => {
      read.sinceTurn += notes?.length ?? 0;
      read.all += notes?.length ?? 0;
      read.most = Math.max(read.most, read.sinceTurn);
      return real.notesWords(userId, notes);
    },
  };
});

const { ada } = setUpApi();
let turns: NodeJS.Immediate;

beforeAll(() => {
  const takeTurn = () => {
    read.sinceTurn = 0;
    turns = setImmediate(takeTurn);
  };
  takeTurn();
});

afterAll(() => {
  clearImmediate(turns);
});

const notes = "word ".repeat(3_200);

const creations = Array.from({ length: 40 }, (_, index) => ({
  operation: "create" as const,
  title: `Task ${index}`,
  notes,
}));

beforeEach(() => {
  Object.assign(read, { sinceTurn: 0, all: 0, most: 0 });
});

test("while a batch of long notes is read into words, others have their turns", async () => {
  const { results } = await ada.api.tasks.batch({ operations: creations });
  expect(results.map(({ task }) => task?.title)).toEqual(creations.map(({ title }) => title));
  expect(read.all).toBe(40 * notes.length);
  expect(read.most).toBeLessThan(200_000);
});

test("what comes after an operation that failed is not read", async () => {
  const missing = { operation: "update" as const, id: randomUUID(), title: "Nowhere" };
  const many = Array.from({ length: 5 }, () => creations).flat();
  expect(await faultOf(ada.api.tasks.batch({ operations: [missing, ...many] }))).toMatchObject({ code: "not_found" });
  expect(read.all).toBeLessThan(many.length * notes.length);
});
