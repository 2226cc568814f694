import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import type { TestUser } from "../testing/callers.js";
import { explainList } from "../testing/explain.js";
import { makeTasks, storeTasks } from "../testing/many-tasks.js";
import { setUpApi } from "../testing/set-up-api.js";

const { testApi } = setUpApi();

/** As many words as notes can hold, all different. */
function longNotes(beginning: string): string {
  const words = Array.from({ length: 4000 }, (_, index) => `a${index.toString(36)}`);
  return [beginning, ...words].join(" ").slice(0, 16_384);
}

async function titlesOf({ api }: TestUser, q: string): Promise<readonly string[]> {
  return (await api.tasks.list({ q, sort: "relevance" })).items.map(({ title }) => title);
}

test("a title comes before notes, and many places before few, in long notes too", async () => {
  const ada = await testApi.newUser();
  const operations = [
    { title: "in long notes", notes: longNotes("plant pot") },
    { title: "in notes, thrice", notes: "Plant a plant in a plant pot" },
    { title: "a plant, a pot" },
    { title: "in notes, once", notes: "A pot to plant" },
    { title: "half a plant", notes: "and a pot" },
  ].map((task) => Object.assign(task, { operation: "create" as const }));
  await ada.api.tasks.batch({ operations });
  const found = await titlesOf(ada, "plant pot");
  expect(found.slice(0, 3)).toEqual(["a plant, a pot", "half a plant", "in notes, thrice"]);
  expect(found.slice(3).toSorted()).toEqual(["in long notes", "in notes, once"]);
});

test("words are not weighed in pairs, which would take each place of one with each of the other", async () => {
  const ada = await testApi.newUser();
  // Of what ranks alike, the greatest id comes first.
  const [less, greater] = [randomUUID(), randomUUID()].toSorted();
  await ada.api.tasks.create({ id: less, title: "near", notes: "plant pot" });
  await ada.api.tasks.create({ id: greater, title: "far", notes: `plant ${"and so on ".repeat(20)} pot` });
  expect(await titlesOf(ada, "plant pot")).toEqual(["far", "near"]);
});

test("the words of long notes are not read to rank them", async () => {
  const ada = await testApi.newUser();
  const made = [...makeTasks(300)].map((task) => Object.assign(task, { notes: longNotes("a"), trashed: false }));
  await storeTasks(testApi.owner, [[ada.principal.userId, made]]);
  const { plan } = await explainList(testApi, ada.principal, { q: "a", sort: "relevance", limit: 20 });
  expect(plan.buffers, plan.text).toBeLessThanOrEqual(inject("budgets").pages.longNotes.buffers);
  const listed = await ada.api.tasks.list({ q: "a", sort: "relevance", limit: 100, total: true });
  expect(listed).toMatchObject({ total: 300, items: { length: 24 } });
});

test("what a common word finds are the newest 1,000 that have it, among long notes with it and without", async () => {
  const ada = await testApi.newUser();
  const [withWord, without] = [longNotes("needle"), longNotes("none")];
  const made = [...makeTasks(1300)].map((task, index) => {
    const notes = index % 20 === 0 ? withWord : index % 20 === 1 ? without : null;
    return Object.assign(task, { title: notes === null ? "needle" : "A task", notes, trashed: false });
  });
  await storeTasks(testApi.owner, [[ada.principal.userId, made]]);
  const found: string[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await ada.api.tasks.list({ q: "needle", sort: "relevance", limit: 100, cursor });
    found.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  }
  const matches = made.filter(({ notes }) => notes !== without);
  const newestFirst = matches.toSorted(
    (one, other) => other.createdAt.getTime() - one.createdAt.getTime() || (one.id < other.id ? 1 : -1),
  );
  const expected = newestFirst.slice(0, 1000).map(({ id }) => id);
  expect(found.toSorted()).toEqual(expected.toSorted());
});
