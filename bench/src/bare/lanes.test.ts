import { Socket } from "node:net";
import { createTestDatabase, ownerClient, type TestDatabase } from "@typedo/db/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newId } from "../new-id.js";
import { type Lanes, openLanes } from "./lanes.js";
import { CREATE, GET } from "./statements.js";

let database: TestDatabase;
let lanes: Lanes;

const create = async (role: "typedo_reader" | "typedo_writer", id: string) =>
  lanes.run(role, "ada", CREATE, ["ada", id, "Plants", "", null, "", null, 0, null, null, null, "{}", null, "a0"]);
const get = async (id: string, userId = "ada") => lanes.run("typedo_reader", userId, GET, ["ada", id]);

beforeAll(async () => {
  database = await createTestDatabase();
  await ownerClient(database)`insert into auth."user" (id, name, email) values ('ada', 'Ada', 'ada@example.com')`;
  const { url: databaseUrl, socketDirectory } = database.app;
  lanes = openLanes({ databaseUrl, socketDirectory, poolSize: 1, port: 0, secret: "", baseUrl: "" });
});

afterAll(async () => {
  await lanes.close();
  await database.close();
});

test("a transaction goes out in one write, once its statements are known to the connection", async () => {
  const id = newId();
  await create("typedo_writer", id);
  await get(id);
  const write = vi.spyOn(Socket.prototype, "write");
  expect(await get(id)).toHaveLength(1);
  expect(write).toHaveBeenCalledTimes(1);
});

test("a refused statement changes nothing, and the connection serves the next user", async () => {
  const id = newId();
  await expect(create("typedo_reader", id)).rejects.toThrow(/permission denied/);
  expect(await get(id)).toHaveLength(0);
});

test("the policy hides a row from another user who asks for its owner's", async () => {
  const id = newId();
  await create("typedo_writer", id);
  expect(await get(id, "bob")).toHaveLength(0);
  expect(await get(id)).toHaveLength(1);
});

test("more transactions than connections wait for their turn", async () => {
  const ids = Array.from({ length: 20 }, () => newId());
  await Promise.all(ids.map(async (id) => create("typedo_writer", id)));
  const found = await Promise.all(ids.map(async (id) => get(id)));
  expect(found.map(([row]) => row?.[1])).toEqual(ids);
});
