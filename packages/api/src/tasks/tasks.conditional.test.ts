import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { faultOf } from "../testing/callers.js";
import { setUpApi } from "../testing/set-up-api.js";

const { testApi, ada } = setUpApi();

const newTask = async (title = "A") => ada.api.tasks.create({ title });
const failed = { code: "precondition_failed" };
const missing = { code: "not_found" };

describe("a change meant for a version", () => {
  test("is done if it is the present one, one of a list, or any", async () => {
    const task = await newTask();
    const { id } = task;
    expect(await ada.api.tasks.update({ id, title: "B", ifVersion: 1 })).toMatchObject({ version: 2 });
    expect(await ada.api.tasks.replace({ id, title: "C", ifVersion: [7, 2] })).toMatchObject({ version: 3 });
    expect(await ada.api.tasks.update({ id, title: "D", ifVersion: "*" })).toMatchObject({ version: 4 });
    await ada.api.tasks.delete({ id, ifVersion: 4 });
    expect(await ada.api.tasks.restore({ id, ifVersion: 5 })).toMatchObject({ version: 6 });
    await ada.api.tasks.delete({ id, permanent: true, ifVersion: 6 });
    expect(await faultOf(ada.api.tasks.get({ id }))).toMatchObject(missing);
  });

  test("changes nothing if it is another", async () => {
    const task = await newTask();
    const { id } = task;
    for (const ifVersion of [2, [2, 3], []]) {
      const calls = [
        () => ada.api.tasks.update({ id, title: "B", ifVersion }),
        () => ada.api.tasks.update({ id, ifVersion }),
        () => ada.api.tasks.replace({ id, title: "B", ifVersion }),
        () => ada.api.tasks.delete({ id, ifVersion }),
        () => ada.api.tasks.delete({ id, permanent: true, ifVersion }),
        () => ada.api.tasks.restore({ id, ifVersion }),
      ];
      for (const call of calls) {
        expect(await faultOf(call())).toMatchObject({ ...failed, detail: "The task is there, in version 1" });
      }
    }
    expect(await ada.api.tasks.get({ id })).toEqual(task);
  });

  test("of two editors at once is done for one, and fails for the other", async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id } = await newTask();
      const edits = ["left", "right"].map((title) => ada.api.tasks.update({ id, title, ifVersion: 1 }));
      const settled = await Promise.allSettled(edits);
      expect(settled.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      const failure = settled.find((result) => result.status === "rejected");
      expect(await faultOf(Promise.reject(failure?.reason))).toMatchObject(failed);
      expect(await ada.api.tasks.get({ id })).toMatchObject({ version: 2 });
    }
  });

  test("of what is not there is not found, but for a replacement, which would create it", async () => {
    const id = randomUUID();
    for (const ifVersion of ["*", 1] as const) {
      expect(await faultOf(ada.api.tasks.update({ id, title: "B", ifVersion }))).toMatchObject(missing);
      expect(await faultOf(ada.api.tasks.delete({ id, ifVersion }))).toMatchObject(missing);
      expect(await faultOf(ada.api.tasks.restore({ id, ifVersion }))).toMatchObject(missing);
      expect(await faultOf(ada.api.tasks.replace({ id, title: "B", ifVersion }))).toMatchObject(failed);
    }
    expect(await faultOf(ada.api.tasks.get({ id }))).toMatchObject(missing);
  });
});

describe("a replacement", () => {
  test("creates what is not there, and replaces what is", async () => {
    const id = randomUUID();
    const created = await ada.api.tasks.replace({ id, title: "New", notes: "n", priority: "high" });
    expect(created).toMatchObject({ id, title: "New", notes: "n", version: 1 });
    expect(await ada.api.tasks.replace({ id, title: "Newer" })).toMatchObject({
      notes: null,
      priority: "none",
      version: 2,
      createdAt: created.createdAt,
    });
  });

  test("by what is there changes nothing", async () => {
    const task = await ada.api.tasks.create({ title: "A", labels: ["x"], dueDate: "2026-05-01", completed: true });
    expect(await ada.api.tasks.replace(task)).toEqual(task);
  });

  test("that only creates leaves alone what is there", async () => {
    const id = randomUUID();
    const task = await ada.api.tasks.replace({ id, title: "First", onlyCreate: true });
    expect(task.version).toBe(1);
    expect(await faultOf(ada.api.tasks.replace({ id, title: "Second", onlyCreate: true }))).toMatchObject(failed);
    expect(await ada.api.tasks.get({ id })).toEqual(task);
  });

  test("that only creates, and is meant for a version too, does neither", async () => {
    const task = await newTask();
    const both = (id: string, ifVersion: number | "*") =>
      faultOf(ada.api.tasks.replace({ id, title: "B", ifVersion, onlyCreate: true }));
    for (const ifVersion of [1, 2, "*"] as const) expect(await both(task.id, ifVersion)).toMatchObject(failed);
    expect(await ada.api.tasks.get({ id: task.id })).toEqual(task);
    const id = randomUUID();
    expect(await both(id, "*")).toMatchObject(failed);
    expect(await faultOf(ada.api.tasks.get({ id }))).toMatchObject(missing);
  });

  test("at once with others of the same id makes one task", async () => {
    const id = randomUUID();
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, index) => ada.api.tasks.replace({ id, title: `Number ${index}` })),
    );
    expect(new Set(all.map(({ version }) => version))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
  });

  test("of a trashed task is not found, whatever is asked", async () => {
    const { id } = await newTask();
    await ada.api.tasks.delete({ id });
    for (const more of [
      {},
      { onlyCreate: true },
      { ifVersion: 2 },
      { ifVersion: "*" as const },
      { ifVersion: 2, onlyCreate: true },
    ]) {
      const fault = await faultOf(ada.api.tasks.replace({ id, title: "B", ...more }));
      expect(fault).toMatchObject({ ...missing, detail: expect.stringContaining("in the trash") });
    }
  });
});

describe("for good", () => {
  test("a task is deleted from the trash or not, and once", async () => {
    for (const trashFirst of [true, false]) {
      const { id } = await newTask();
      if (trashFirst) await ada.api.tasks.delete({ id });
      await ada.api.tasks.delete({ id, permanent: true });
      expect(await faultOf(ada.api.tasks.restore({ id }))).toMatchObject(missing);
      expect(await faultOf(ada.api.tasks.delete({ id, permanent: true }))).toMatchObject(missing);
      const tombstones = await testApi.owner`select kind, version from app.tombstones where id = ${id}`;
      expect([...tombstones]).toEqual([{ kind: "tasks", version: trashFirst ? 3 : 2 }]);
    }
  });

  test("an id that is used again goes on with its version, so that no old tag matches", async () => {
    const { id } = await newTask();
    await ada.api.tasks.delete({ id, permanent: true });
    expect(await ada.api.tasks.replace({ id, title: "Again" })).toMatchObject({ version: 3 });
    expect(await faultOf(ada.api.tasks.update({ id, title: "B", ifVersion: 1 }))).toMatchObject(failed);
  });

  test("a task's parts stay, and are no part of anything", async () => {
    const parent = await newTask();
    const part = await ada.api.tasks.create({ title: "Part", parentId: parent.id });
    await ada.api.tasks.delete({ id: parent.id, permanent: true });
    expect(await ada.api.tasks.get({ id: part.id })).toMatchObject({ parentId: null, version: 2 });
  });
});
