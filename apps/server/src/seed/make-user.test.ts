import { expect, test } from "vitest";
import { makeUsers } from "./make-user.js";

const options = { users: 3, tasks: 50, today: new Date("2026-06-01T00:00:00Z"), passwordHash: "hash" };

test("the same arguments give the same rows; other users have other tasks", () => {
  const [first, second] = [[...makeUsers(options)], [...makeUsers(options)]];
  expect(first).toEqual(second);
  expect(first[0]?.tasks.map((task) => task.title)).not.toEqual(first[1]?.tasks.map((task) => task.title));
});

test("ids are UUIDs, and no two are the same", () => {
  const ids = [...makeUsers(options)].flatMap((user) => user.tasks.map((task) => task.id));
  expect(ids.every((id) => /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(150);
});
