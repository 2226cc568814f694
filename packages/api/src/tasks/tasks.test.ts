import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { faultOf } from "../testing/callers.js";
import { setUpApi } from "../testing/set-up-api.js";

const { testApi, ada, bob } = setUpApi();

const locked = () => testApi.owner`
  select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

describe("a user can", () => {
  test("create a task by its title alone, and get it", async () => {
    const created = await ada.api.tasks.create({ title: "  Water the plants " });
    expect(created).toMatchObject({
      userId: ada.principal.userId,
      title: "Water the plants",
      notes: null,
      completed: false,
      completedAt: null,
      priority: "none",
      dueDate: null,
      dueTime: null,
      dueAt: null,
      labels: [],
      parentId: null,
      deletedAt: null,
      version: 1,
    });
    expect(created.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/);
    expect(await ada.api.tasks.get({ id: created.id })).toEqual(created);
  });

  test("choose the id, of any version and in either case", async () => {
    const id = randomUUID();
    expect((await ada.api.tasks.create({ id: id.toUpperCase(), title: "Mine" })).id).toBe(id);
  });

  test("change only what is sent", async () => {
    const task = await ada.api.tasks.create({
      title: "A",
      notes: "n",
      priority: "high",
      dueDate: "2026-05-01",
      labels: ["home"],
    });
    const changed = await ada.api.tasks.update({ id: task.id, title: "B" });
    expect(changed).toEqual({ ...task, title: "B", version: 2, seq: expect.any(String), updatedAt: changed.updatedAt });
  });

  test("clear the due date, and the due time with it", async () => {
    const task = await ada.api.tasks.create({ title: "A", dueDate: "2026-05-01", dueTime: "09:00" });
    expect(await ada.api.tasks.update({ id: task.id, dueDate: null })).toMatchObject({
      dueDate: null,
      dueTime: null,
      dueAt: null,
    });
  });

  test("complete a task, again without a change, and reopen it", async () => {
    const task = await ada.api.tasks.create({ title: "A" });
    const done = await ada.api.tasks.update({ id: task.id, completed: true });
    expect(done.completedAt).toBeInstanceOf(Date);
    expect(await ada.api.tasks.update({ id: task.id, completed: true })).toEqual(done);
    expect(await ada.api.tasks.update({ id: task.id, completed: false })).toMatchObject({
      completed: false,
      completedAt: null,
    });
  });

  test("complete a task when it is changed, not when that began to wait for another change", async () => {
    const { id } = await ada.api.tasks.create({ title: "A" });
    const { changes } = await testApi.owner.begin(async (sql) => {
      await sql`select from app.user_state where user_id = ${ada.principal.userId} for update`;
      const waiting = Promise.all([
        ada.api.tasks.update({ id, completed: true }),
        ada.api.tasks.create({ title: "B", completed: true }),
      ]);
      await expect.poll(locked).toHaveLength(2);
      await pause(500);
      return { changes: async () => waiting };
    });
    for (const { completedAt, updatedAt } of await changes()) {
      expect(updatedAt.getTime() - (completedAt?.getTime() ?? 0)).toBeLessThan(250);
    }
  });

  test("be deleted while a change waits that has a key and changes nothing: that is then nobody's", async () => {
    const gone = await testApi.newUser();
    const { id } = await gone.api.tasks.create({ title: "A" });
    const { change } = await testApi.owner.begin(async (sql) => {
      await sql`delete from auth."user" where id = ${gone.principal.userId}`;
      const refused = faultOf(gone.api.tasks.update({ id, idempotencyKey: randomUUID() }));
      await expect.poll(locked).toHaveLength(1);
      return { change: async () => refused };
    });
    expect(await change()).toMatchObject({ code: "unauthenticated" });
  });

  test("replace a task by what was got: nothing changes; without a field, it takes its default", async () => {
    const task = await ada.api.tasks.create({
      title: "A",
      notes: "n",
      priority: "urgent",
      labels: ["x"],
      completed: true,
    });
    expect(await ada.api.tasks.replace(task)).toEqual(task);
    expect(await ada.api.tasks.replace({ id: task.id, title: "A" })).toMatchObject({
      notes: null,
      priority: "none",
      labels: [],
      completed: false,
      version: 2,
    });
  });

  test("put a task into the trash, and take it out", async () => {
    const task = await ada.api.tasks.create({ title: "A" });
    await ada.api.tasks.delete({ id: task.id });
    const faults = await Promise.all(
      [
        ada.api.tasks.get({ id: task.id }),
        ada.api.tasks.update({ id: task.id, title: "B" }),
        ada.api.tasks.replace({ id: task.id, title: "B" }),
        ada.api.tasks.delete({ id: task.id }),
      ].map(faultOf),
    );
    for (const fault of faults) expect(fault).toMatchObject({ code: "not_found" });
    expect(await faultOf(ada.api.tasks.create({ id: task.id, title: "Again" }))).toMatchObject({ code: "conflict" });
    const restored = await ada.api.tasks.restore({ id: task.id });
    expect(restored).toMatchObject({ title: "A", deletedAt: null, version: 3 });
    expect(await ada.api.tasks.restore({ id: task.id })).toEqual(restored);
  });

  test("name themselves", async () => {
    const task = await ada.api.tasks.create({ title: "A", userId: ada.principal.userId });
    expect(await ada.api.tasks.get({ id: task.id, userId: ada.principal.userId })).toEqual(task);
  });

  test("keep any text that PostgreSQL can, byte for byte", async () => {
    const title = "عربي 日本語 👩‍👩‍👧 <script>alert(1)</script> '; drop table tasks --";
    const notes = "\u200F\n\t\\ \u0001 ￿";
    expect(await ada.api.tasks.create({ title, notes })).toMatchObject({ title, notes });
  });
});

test("a change that changes nothing answers as if it had, and keeps version, number and time", async () => {
  const task = await ada.api.tasks.create({ title: "A", labels: ["a", "b"] });
  expect(await ada.api.tasks.update({ id: task.id, title: "A", labels: ["a", "b"] })).toEqual(task);
  expect(await ada.api.tasks.update({ id: task.id })).toEqual(task);
});

describe("many at once", () => {
  test("who are refused for what is not there leave the connections to others", async () => {
    const { id } = await bob.api.tasks.create({ title: "Bob's" });
    const absent = randomUUID();
    const { id: hers } = await ada.api.tasks.create({ title: "Ada's" });
    const refused = Array.from({ length: 40 }, (_, index) =>
      [
        () => ada.api.tasks.delete({ id: absent }),
        () => ada.api.tasks.update({ id: absent, title: "B" }),
        () => ada.api.tasks.update({ id: hers, title: "B", ifVersion: 9 }),
        () => ada.api.tasks.restore({ id: absent, idempotencyKey: `${absent}-${index}` }),
      ][index % 4]?.(),
    );
    const bobs = Array.from({ length: 10 }, async () => bob.api.tasks.get({ id }));
    const faults = await Promise.all(refused.map((call) => faultOf(Promise.resolve(call))));
    expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(["not_found", "precondition_failed"]));
    expect(await Promise.all(bobs)).toHaveLength(10);
  });
});

test("a field that is there, but undefined, is not sent", async () => {
  const task = await ada.api.tasks.create({ title: "A", dueDate: "2026-05-01", labels: ["x"], priority: "high" });
  const nothing = {
    dueDate: undefined,
    dueTime: undefined,
    labels: undefined,
    priority: undefined,
    parentId: undefined,
  };
  expect(await ada.api.tasks.update({ id: task.id, ...nothing })).toEqual(task);
  expect(await ada.api.tasks.update({ id: task.id, ...nothing, title: "B", notes: undefined })).toMatchObject({
    title: "B",
    dueDate: "2026-05-01",
    labels: ["x"],
    version: 2,
  });
});

test("labels come back as they were sent, and are found so", async () => {
  const labels = ["\\", "a\\b", '"', 'x\\"y', "{}", ","];
  const { id } = await ada.api.tasks.create({ title: "Odd labels", labels });
  expect((await ada.api.tasks.get({ id })).labels).toEqual(labels);
  for (const label of labels) expect((await ada.api.tasks.list({ label: [label] })).items).toMatchObject([{ id }]);
  expect((await ada.api.tasks.update({ id, labels: [...labels, "z"] })).labels).toEqual([...labels, "z"]);
});

test("a chain of parents has an end, and no write walks it further", async () => {
  const user = await testApi.newUser();
  const ids = Array.from({ length: 120 }, () => randomUUID());
  const chain = ids.map((id, index) => ({
    operation: "create" as const,
    id,
    title: `Level ${index}`,
    parentId: ids[index - 1] ?? null,
  }));
  const fault = await faultOf(user.api.tasks.batch({ operations: chain }));
  expect(fault).toMatchObject({
    code: "validation_failed",
    errors: [{ pointer: "/operations/101/parentId", code: "too_deep" }],
  });
  await user.api.tasks.batch({ operations: chain.slice(0, 101) });
  expect(await faultOf(user.api.tasks.update({ id: ids[0] ?? "", parentId: ids[100] ?? "" }))).toMatchObject({
    errors: [{ code: "circular_parent" }],
  });
  // What is below a task that gets a parent is not looked at: it may get deeper, and stays as it can be put.
  const top = await user.api.tasks.create({ title: "Above all" });
  await user.api.tasks.update({ id: ids[0] ?? "", parentId: top.id });
  const leaf = await user.api.tasks.get({ id: ids[100] ?? "" });
  expect(await user.api.tasks.replace(leaf)).toEqual(leaf);
  for (const parentId of [leaf.id, leaf.parentId]) {
    expect(await faultOf(user.api.tasks.replace({ id: randomUUID(), title: "A", parentId }))).toMatchObject({
      errors: [{ code: "too_deep" }],
    });
  }
});

test("today is from midnight to midnight, for tasks with a time and without", async () => {
  const user = await testApi.newUser();
  const day = (offset: number) => new Date(Date.now() + offset * 24 * 3600 * 1000).toISOString().slice(0, 10);
  for (const [title, offset, dueTime] of [
    ["yesterday", -1, null],
    ["yesterday, last minute", -1, "23:59"],
    ["today", 0, null],
    ["today, first minute", 0, "00:00"],
    ["today, last minute", 0, "23:59"],
    ["tomorrow", 1, null],
    ["tomorrow, first minute", 1, "00:00"],
  ] as const) {
    await user.api.tasks.create({ title, dueDate: day(offset), dueTime });
  }
  const due = async (period: "today" | "upcoming", sort: "dueAt" | "title") =>
    (await user.api.tasks.list({ due: period, sort })).items.map(({ title }) => title).toSorted();
  for (const sort of ["dueAt", "title"] as const) {
    expect(await due("today", sort)).toEqual(["today", "today, first minute", "today, last minute"]);
    expect(await due("upcoming", sort)).toEqual(["tomorrow", "tomorrow, first minute"]);
  }
});
