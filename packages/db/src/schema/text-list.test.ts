import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asUser, asWritingUser } from "../as-user.js";
import { type Database, openDatabase } from "../database.js";
import { createTestDatabase, ownerClient, type TestDatabase } from "../testing.js";
import { addUser } from "../testing/users.js";
import { tasks } from "./tasks.js";

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.app, { poolSize: 1 });
});

afterAll(async () => {
  await database.close();
  await testDatabase.close();
});

test("a list of texts comes back as it was stored, whatever is in them", async () => {
  const ada = await addUser(ownerClient(testDatabase), "ada");
  const lists = [
    [],
    ["home"],
    ["\\"],
    ["a\\b", "\\\\", '"', '\\"', 'x\\"y', "'", "{}", "{,}", ",", " ", "  a  ", "NULL", "null", ""],
    ["línea\nnueva", "tab\t", "日本 語", "👩‍👩‍👧", "\u2028", "<script>"],
  ];
  for (const labels of lists) {
    const id = randomUUID();
    await asWritingUser(database, ada, (transaction) =>
      transaction.insert(tasks).values({ userId: "ada", id, title: "A", labels }),
    );
    const read = await asUser(database, ada, (transaction) =>
      transaction.select({ labels: tasks.labels }).from(tasks).where(eq(tasks.id, id)),
    );
    expect(read).toEqual([{ labels }]);
    const [stored] = await ownerClient(testDatabase)`select to_json(labels) as labels from app.tasks where id = ${id}`;
    expect(stored?.["labels"]).toEqual(labels);
  }
});
