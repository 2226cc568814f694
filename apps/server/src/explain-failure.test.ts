import { DatabaseError, DatabaseUnavailableError, openDatabase } from "@typedo/db";
import { createTestDatabase, type TestDatabase } from "@typedo/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { explainFailure } from "./explain-failure.js";

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});

afterAll(async () => {
  await testDatabase.close();
});

test("who finds no connection left is told whose limit it was", () => {
  const explain = (message: string) => {
    const refused = new DatabaseError("53300", undefined, `SQLSTATE 53300: ${message}`);
    return explainFailure(new DatabaseUnavailableError("refused", refused));
  };
  expect(explain('too many connections for role "typedo_app"')).toContain("raise its CONNECTION LIMIT");
  for (const message of [
    "sorry, too many clients already",
    "remaining connection slots are reserved for roles with the SUPERUSER attribute",
  ]) {
    expect(explain(message)).toContain("raise its max_connections");
  }
});

test.each([
  [
    "a database that is not there",
    (url: URL) => (url.pathname = "/nothing_here"),
    /^The database named in .* createdb/,
  ],
  [
    "a login that is not there",
    (url: URL) => (url.username = "typedo_nobody"),
    /^The database refuses the login .* user/,
  ],
])("with %s, the program says what to correct", async (_, change, said) => {
  const url = new URL(testDatabase.app.url);
  change(url);
  const database = openDatabase({ ...testDatabase.app, url: url.href }, { poolSize: 1 });
  const failure: unknown = await database
    .lend((connection) => connection.run("select 1"))
    .catch((error: unknown) => error);
  await database.close();
  expect(explainFailure(failure)).toMatch(said);
});
