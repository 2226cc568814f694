import { randomUUID } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { ApiError } from "../errors.js";
import { faultOf, type TestUser } from "../testing/callers.js";
import { setUpApi } from "../testing/set-up-api.js";
import { batchSeconds } from "./tasks.batch.js";
import { batchTasksInput } from "./tasks.schema.js";

const { testApi, ada } = setUpApi();

type Operation = Parameters<TestUser["api"]["tasks"]["batch"]>[0]["operations"][number];

const create = (title: string, more: Partial<Operation & { operation: "create" }> = {}): Operation => ({
  ...more,
  operation: "create",
  title,
});

describe("a batch", () => {
  test("does its operations in their order, and tells what came of each", async () => {
    const kept = await ada.api.tasks.create({ title: "Kept" });
    const [parent, part] = [randomUUID(), randomUUID()];
    const { results } = await ada.api.tasks.batch({
      operations: [
        create("Parent", { id: parent }),
        create("Part", { id: part, parentId: parent, labels: ["x"] }),
        { operation: "update", id: parent, completed: true, ifVersion: 1 },
        { operation: "update", id: kept.id, title: "Kept, and changed" },
        { operation: "delete", id: part },
        { operation: "delete", id: part, permanent: true, ifVersion: 2 },
      ],
    });
    expect(results).toMatchObject([
      { id: parent, task: { version: 1, completed: false } },
      { id: part, task: { parentId: parent, labels: ["x"] } },
      { id: parent, task: { version: 2, completed: true } },
      { id: kept.id, task: { title: "Kept, and changed", version: 2 } },
      { id: part, task: null },
      { id: part, task: null },
    ]);
    expect(await ada.api.tasks.get({ id: parent })).toEqual(results[2]?.task);
    expect(await faultOf(ada.api.tasks.restore({ id: part }))).toMatchObject({ code: "not_found" });
  });

  test("makes 500 tasks, and no more", async () => {
    const user = await testApi.newUser();
    const operations = Array.from({ length: 500 }, (_, index) => create(`Task ${index}`));
    const { results } = await user.api.tasks.batch({ operations });
    expect(results).toHaveLength(500);
    const seqs = results.map(({ task }) => Number(task?.seq));
    expect(seqs).toEqual(seqs.toSorted((left, right) => left - right));
    expect(await user.api.tasks.list({ total: true, limit: 1 })).toMatchObject({ total: 500 });
    expect(await faultOf(user.api.tasks.batch({ operations: [...operations, create("One more")] }))).toMatchObject({
      code: "validation_failed",
      errors: [{ pointer: "/operations" }],
    });
    expect(await faultOf(user.api.tasks.batch({ operations: [] }))).toMatchObject({ code: "validation_failed" });
  });

  test("goes by the order that it was sent in, whatever the operations are", async () => {
    const user = await testApi.newUser();
    const [id, other] = [randomUUID(), randomUUID()];
    const { results } = await user.api.tasks.batch({
      operations: [
        create("First", { id }),
        { operation: "delete", id, permanent: true, ifVersion: 1 },
        create("Second", { id }),
        { operation: "update", id, ifVersion: [1, 3] },
        { operation: "update", id, title: "Third", ifVersion: 3 },
        { operation: "delete", id },
        create("Other", { id: other }),
        { operation: "delete", id, permanent: true },
        create("Fourth", { id, parentId: other }),
        { operation: "update", id, parentId: null },
        { operation: "delete", id: other, permanent: true, ifVersion: "*" },
      ],
    });
    expect(results.map(({ task }) => task && [task.title, task.version])).toEqual([
      ["First", 1],
      null,
      ["Second", 3],
      ["Second", 3],
      ["Third", 4],
      null,
      ["Other", 1],
      null,
      ["Fourth", 7],
      ["Fourth", 8],
      null,
    ]);
    expect((await user.api.tasks.list({})).items).toMatchObject([{ id, title: "Fourth", parentId: null }]);
  });

  test("costs one request for each 25 operations begun, of which one is paid already", async () => {
    const user = await testApi.newUser();
    const charged: number[] = [];
    const api = testApi.callAs({ principal: user.principal, charge: async (cost) => void charged.push(cost) });
    for (const count of [1, 25, 26, 51]) {
      await api.tasks.batch({ operations: Array.from({ length: count }, (_, index) => create(`Task ${index}`)) });
    }
    expect(charged).toEqual([0, 0, 1, 2]);
    const refusing = testApi.callAs({
      principal: user.principal,
      charge: async () => {
        throw new ApiError("too_many_requests");
      },
    });
    expect(await faultOf(refusing.tasks.batch({ operations: [create("A")] }))).toMatchObject({
      code: "too_many_requests",
    });
  });

  test("tells why an operation failed by what was there when its turn came, not by what a later one did", async () => {
    const user = await testApi.newUser();
    const [id, other] = [randomUUID(), randomUUID()];
    const first = async (...operations: Operation[]) => faultOf(user.api.tasks.batch({ operations }));
    // Of a task that only a later operation makes.
    const madeLater = [create("Made later", { id })];
    expect(await first({ operation: "update", id, title: "B" }, ...madeLater)).toMatchObject({ code: "not_found" });
    expect(await first({ operation: "update", id, title: "B", ifVersion: 1 }, ...madeLater)).toMatchObject({
      code: "not_found",
      errors: [{ pointer: "/operations/0" }],
    });
    expect(await first({ operation: "delete", id, ifVersion: "*" }, ...madeLater)).toMatchObject({ code: "not_found" });
    // Of a task that later operations change or delete; the version told is the one that is there still.
    await user.api.tasks.create({ id: other, title: "There" });
    const stale = { code: "precondition_failed", detail: expect.stringContaining("in version 1") };
    const changedLater: Operation[] = [
      { operation: "update", id: other, title: "C" },
      { operation: "delete", id: other, permanent: true },
    ];
    expect(await first({ operation: "update", id: other, ifVersion: 7 }, ...changedLater)).toMatchObject(stale);
    expect(await first({ operation: "delete", id: other, ifVersion: 7 }, ...changedLater)).toMatchObject(stale);
    // The first that fails is the one that is named, though PostgreSQL refused a later one.
    expect(
      await first({ operation: "update", id: other, title: "C", ifVersion: 7 }, create("Taken", { id: other })),
    ).toMatchObject({ ...stale, errors: [{ pointer: "/operations/0" }] });
    expect((await user.api.tasks.list({})).items).toMatchObject([{ id: other, title: "There", version: 1 }]);
  });

  const taken = randomUUID();
  const failures: [string, Operation[], { code: string; at: string | undefined }][] = [
    ["an id that is taken", [create("B", { id: taken })], { code: "conflict", at: "/operations/1" }],
    ["no such task", [{ operation: "delete", id: randomUUID() }], { code: "not_found", at: "/operations/1" }],
    [
      "another version",
      [{ operation: "update", id: taken, title: "B", ifVersion: 9 }],
      { code: "precondition_failed", at: "/operations/1" },
    ],
    [
      "what the row's rules refuse",
      [create("Parent", { parentId: randomUUID() })],
      { code: "validation_failed", at: "/operations/1/parentId" },
    ],
    [
      "two at once: the first is told",
      [{ operation: "delete", id: randomUUID() }, create("B", { id: taken })],
      { code: "not_found", at: "/operations/1" },
    ],
    [
      "an invalid field",
      [{ operation: "update", id: taken, title: "" }],
      { code: "validation_failed", at: "/operations/1/title" },
    ],
    ["another user's id", [create("B", { userId: "someone" })], { code: "other_user", at: undefined }],
  ];
  test.each(failures)("that fails by %s does nothing, and names the operation", async (_, operations, { code, at }) => {
    const user = await testApi.newUser();
    await user.api.tasks.create({ id: taken, title: "There" });
    const call = user.api.tasks.batch({ operations: [create("First"), ...operations, create("Last")] });
    const fault = await faultOf(call);
    expect(fault.code).toBe(code);
    expect(fault.errors?.[0]?.pointer).toBe(at);
    expect((await user.api.tasks.list({})).items.map(({ title }) => title)).toEqual(["There"]);
  });
});

test("a batch has more time than any change, the more there is to read in it", async () => {
  const notes = "x".repeat(16_000);
  const batchOf = (count: number) =>
    batchTasksInput.parse({ operations: Array.from({ length: count }, () => create("Long", { notes })) });
  expect([1, 24, 25, 100, 500].map((count) => batchSeconds(batchOf(count)))).toEqual([undefined, undefined, 9, 33, 60]);

  await testApi.owner`create function public.take_long() returns trigger language plpgsql as
    'begin if new.title = ''Slow'' then perform pg_sleep(6); end if; return new; end'`;
  await testApi.owner`create trigger take_long before insert on app.tasks for each row execute function public.take_long()`;
  onTestFinished(async () => void (await testApi.owner`drop function public.take_long() cascade`));
  const user = await testApi.newUser();
  expect(await faultOf(user.api.tasks.batch({ operations: [create("Slow")] }))).toMatchObject({ code: "unavailable" });
  const { operations } = batchOf(30);
  expect((await user.api.tasks.batch({ operations: [create("Slow"), ...operations] })).results).toHaveLength(31);
});
