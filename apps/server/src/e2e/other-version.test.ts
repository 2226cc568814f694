import { createTestDatabase, ownerClient, type TestDatabase } from "@typedo/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FaultProxy, openFaultProxy } from "../faults/fault-proxy.js";
import { addressOf, through } from "../faults/rig.js";
import { callApi, signUp } from "./person.js";
import { freePort, run, startTypedo } from "./typedo-process.js";

let database: TestDatabase;
let proxy: FaultProxy;

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await openFaultProxy(addressOf(database));
});

afterAll(async () => {
  await proxy.close();
  await database.close();
});

test("a database that a later version has migrated is served", async () => {
  const owner = ownerClient(database);
  await owner`insert into typedo.__drizzle_migrations (hash, created_at) values ('later', 9000000000000)`;
  const typedo = await startTypedo("nowhere", through(database, proxy.port));
  const ada = await signUp(typedo.url, "ada");
  expect((await callApi(typedo.url, ada.token, "POST", "/api/tasks", { title: "Served" })).status).toBe(201);
  expect(await typedo.stop()).toBe(0);
  await owner`delete from typedo.__drizzle_migrations where created_at = 9000000000000`;
});

test("one that lacks a migration is refused at the start, in one line that says what to do, and by the doctor", async () => {
  const owner = ownerClient(database);
  await owner.unsafe(
    "delete from typedo.__drizzle_migrations where id = (select max(id) from typedo.__drizzle_migrations)",
  );
  const environment = { ...through(database, proxy.port), PORT: String(await freePort()) };
  const server = run("main.js", environment);
  expect(await server.ended).toBe(1);
  const line = "The database has not been migrated to this version: run pnpm db:migrate with DATABASE_URL of its owner";
  expect(server.stderr()).toBe(`${line}\n`);
  const doctor = run("doctor/doctor.js", environment);
  expect(await doctor.ended).toBe(1);
  expect(doctor.stdout()).toContain(`FAIL  ${line}\n`);
});
