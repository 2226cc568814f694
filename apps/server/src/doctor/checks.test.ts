import { randomUUID } from "node:crypto";
import { openDatabase } from "@typedo/db";
import { createTestDatabase, ownerClient } from "@typedo/db/testing";
import { expect, onTestFinished, test } from "vitest";
import { explainFailure } from "../explain-failure.js";
import { checkCollations, checkOwner, checkZones } from "./checks.js";

test("what keeps a serving login out is found by the owner, with the statement that mends it", async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const owner = openDatabase(database.owner, { poolSize: 1 });
  onTestFinished(() => owner.close());
  const client = ownerClient(database);
  // Roles are the whole server's, which other tests use.
  const role = `doctor_${randomUUID().slice(0, 8)}`;
  await client.unsafe(`create role ${role} login password 'known'`);
  onTestFinished(async () => void (await client.unsafe(`drop role ${role}`)));
  const found = async () => (await checkOwner(owner, [role, "somebody_else"])).filter(({ status }) => status !== "ok");
  expect(await found()).toEqual([]);
  for (const [shut, said] of [
    ["nologin", "may not log in: ALTER ROLE %s LOGIN"],
    ["valid until '2001-01-01'", "may not log in any more: ALTER ROLE %s VALID UNTIL 'infinity'"],
    ["superuser", "is a superuser: ALTER ROLE %s NOSUPERUSER"],
    ["connection limit 0", "may not have a connection: ALTER ROLE %s CONNECTION LIMIT -1"],
  ] as const) {
    await client.unsafe(`alter role ${role} ${shut}`);
    const [{ text } = { text: "" }, ...others] = await found();
    expect([text, others]).toEqual([`${role} ${said.replace("%s", role)}`, []]);
    if (shut === "connection limit 0") expect(await explainLogin(role)).toContain("raise its CONNECTION LIMIT");
    const [, statement = ""] = text.split(": ");
    await client.unsafe(statement);
    expect(await found()).toEqual([]);
  }

  /** What who tries to log in is told. */
  async function explainLogin(name: string): Promise<string> {
    const url = new URL(database.app.url);
    url.username = name;
    url.password = "known";
    const login = openDatabase({ ...database.app, url: url.href }, { poolSize: 1 });
    const failure: unknown = await login
      .lend((connection) => connection.run("select 1"))
      .catch((error: unknown) => error);
    await login.close();
    return explainFailure(failure);
  }
});

async function openServing() {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const app = openDatabase(database.app, { poolSize: 1 });
  onTestFinished(() => app.close());
  return { app, owner: ownerClient(database) };
}

test("an order that has changed since the indexes were made is told of, with what mends it", async () => {
  const { app, owner } = await openServing();
  expect(await checkCollations(app)).toMatchObject([{ status: "ok" }]);
  await owner.begin(async (transaction) => {
    await transaction`set local allow_system_table_mods = on`;
    await transaction`update pg_collation set collversion = '1.0' where collname = 'und-x-icu'`;
  });
  const [{ status, text } = { status: "ok", text: "" }] = await checkCollations(app);
  expect([status, text]).toEqual(["warn", expect.stringContaining('ALTER COLLATION "und-x-icu" REFRESH VERSION')]);
  for (const [mend = ""] of text.matchAll(/REINDEX SCHEMA app|ALTER COLLATION .*$/g)) await owner.unsafe(mend);
  expect(await checkCollations(app)).toMatchObject([{ status: "ok" }]);
});

test("the time zones that the database does not know are named", async () => {
  const { app, owner } = await openServing();
  expect(await checkZones(app)).toMatchObject([{ status: "ok" }]);
  await owner.unsafe(`create or replace function app.zone(name text) returns text language sql immutable
    return case when name in ('Asia/Calcutta', 'Asia/Tokyo') then 'Mars/Olympus' else name end`);
  expect(await checkZones(app)).toMatchObject([
    { status: "warn", text: expect.stringContaining(": Asia/Calcutta, Asia/Tokyo.") },
  ]);
});
