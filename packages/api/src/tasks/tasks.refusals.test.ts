import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { faultOf } from "../testing/callers.js";
import { setUpApi } from "../testing/set-up-api.js";

const { testApi, ada, bob } = setUpApi();

describe("a user cannot", () => {
  test("see, change, delete or restore another's task, whatever its version: it is as if it were not there", async () => {
    const task = await bob.api.tasks.create({ title: "Bob's" });
    const absent = randomUUID();
    const { tasks } = ada.api;
    const calls = [
      (id: string) => tasks.get({ id }),
      (id: string) => tasks.update({ id, title: "Taken" }),
      (id: string) => tasks.update({ id, title: "Taken", ifVersion: "*" }),
      (id: string) => tasks.update({ id, title: "Taken", ifVersion: task.version }),
      (id: string) => tasks.replace({ id, title: "Taken", ifVersion: "*" }),
      (id: string) => tasks.delete({ id }),
      (id: string) => tasks.delete({ id, permanent: true, ifVersion: "*" }),
      (id: string) => tasks.restore({ id }),
      (id: string) => tasks.batch({ operations: [{ operation: "update", id, title: "Taken" }] }),
    ];
    for (const call of calls) {
      const [hidden, missing] = await Promise.all([faultOf(call(task.id)), faultOf(call(absent))]);
      expect(["not_found", "precondition_failed"]).toContain(hidden.code);
      expect(hidden).toEqual(missing);
    }
    expect(await tasks.replace({ id: task.id, title: "Ada's own, of the same id" })).toMatchObject({ version: 1 });
    expect(await bob.api.tasks.get({ id: task.id })).toEqual(task);
  });

  test("make a task a part of another's", async () => {
    const parent = await bob.api.tasks.create({ title: "Bob's" });
    expect(await faultOf(ada.api.tasks.create({ title: "A", parentId: parent.id }))).toMatchObject({
      code: "validation_failed",
      errors: [{ pointer: "/parentId" }],
    });
  });

  test("speak for another", async () => {
    const faults = await Promise.all(
      [
        ada.api.tasks.list({ userId: bob.principal.userId }),
        ada.api.tasks.create({ title: "A", userId: bob.principal.userId }),
      ].map(faultOf),
    );
    for (const fault of faults) expect(fault).toMatchObject({ code: "other_user" });
  });

  test("do anything without a token, or with one that lacks the scope", async () => {
    const anonymous = testApi.callAs({});
    expect(await faultOf(anonymous.tasks.list({}))).toMatchObject({ code: "unauthenticated" });
    const reader = await testApi.newUser(["tasks:read"]);
    expect(await reader.api.tasks.list({})).toEqual({ items: [], nextCursor: null });
    expect(await faultOf(reader.api.tasks.create({ title: "A" }))).toMatchObject({ code: "missing_scope" });
    const writer = await testApi.newUser(["tasks:write"]);
    expect(await faultOf(writer.api.tasks.list({}))).toMatchObject({ code: "missing_scope" });
  });

  test("write after their account is gone", async () => {
    const gone = testApi.callAs({ principal: { userId: "nobody", scopes: ["tasks:read", "tasks:write"] } });
    expect(await faultOf(gone.tasks.create({ title: "A" }))).toMatchObject({ code: "unauthenticated" });
    expect(await gone.tasks.list({})).toMatchObject({ items: [] });
  });
});

describe("every fault of an input is told at once", () => {
  test("with where it is", async () => {
    const call = ada.api.tasks.create({
      title: "   ",
      notes: "x\u0000",
      // @ts-expect-error: no such priority
      priority: "asap",
      dueDate: "2026-02-30",
      labels: ["ok", ""],
      version: 7,
      nonsense: 1,
    });
    const { code, errors } = await faultOf(call);
    expect(code).toBe("validation_failed");
    expect(errors?.map((fault) => fault.pointer).toSorted()).toEqual([
      "/dueDate",
      "/labels/1",
      "/nonsense",
      "/notes",
      "/priority",
      "/title",
      "/version",
    ]);
  });

  test("of a text, and of what is asked of several fields together", async () => {
    const { errors } = await faultOf(ada.api.tasks.create({ title: "   ", dueTime: "09:00" }));
    expect(errors?.map((fault) => fault.pointer).toSorted()).toEqual(["/dueTime", "/title"]);
  });

  test("unless there are more than anybody reads", async () => {
    const { detail, errors } = await faultOf(
      ada.api.tasks.create({ title: "A", labels: Array.from({ length: 3000 }, () => "") }),
    );
    expect(errors).toHaveLength(1000);
    expect(detail).toBe("There are 3000 faults, of which the first 1000 are listed");
  });

  const invalid: [string, Record<string, unknown>][] = [
    ["a title of 501 characters", { title: "x".repeat(501) }],
    ["a lone surrogate", { title: "\uD800" }],
    ["a due time without a date", { title: "A", dueTime: "09:00" }],
    ["a time of day that is none", { title: "A", dueDate: "2026-01-01", dueTime: "25:00" }],
    ["a time zone that is none", { title: "A", timeZone: "Mars/Olympus" }],
    ["a time zone that JavaScript and PostgreSQL take for different ones", { title: "A", timeZone: "ist" }],
    ["an offset for a time zone", { title: "A", timeZone: "+05:30" }],
    ["21 labels", { title: "A", labels: Array.from({ length: 21 }, (_, index) => `l${index}`) }],
    ["an id that is no UUID", { title: "A", id: "7" }],
    ["a date before PostgreSQL's and every zone's first", { title: "A", dueDate: "0001-01-01" }],
    ["null where null can't be", { title: "A", completed: null }],
  ];
  for (const [what, input] of invalid) {
    test(what, async () => {
      const caller: { tasks: { create(input: unknown): Promise<unknown> } } = ada.api;
      expect(await faultOf(caller.tasks.create(input))).toMatchObject({ code: "validation_failed" });
    });
  }

  test("a title of 500 characters that take two units each is no fault", async () => {
    expect((await ada.api.tasks.create({ title: "😀".repeat(500) })).title).toBe("😀".repeat(500));
  });

  test("a due time for a task that has no date yet", async () => {
    const task = await ada.api.tasks.create({ title: "A" });
    expect(await faultOf(ada.api.tasks.update({ id: task.id, dueTime: "09:00" }))).toMatchObject({
      code: "validation_failed",
      errors: [{ pointer: "/dueTime" }],
    });
  });
});
