import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { asWritingUser, type WriteTransaction } from "../as-user.js";
import { openDatabase } from "../database.js";
import { tasks } from "../schema/tasks.js";
import { openRelay } from "../testing/relay.js";
import { openTwoUsers } from "../testing/two-users.js";

test("what a transaction has locked, whose wire went silent for good, is free for whoever asks again when it is given up", async () => {
  const { testDatabase, database, ada, close } = await openTwoUsers({ poolSize: 2 });
  const relay = await openRelay(testDatabase.app);
  const behind = openDatabase(relay.login, { poolSize: 1 });
  onTestFinished(async () => {
    await behind.close();
    await close();
  });
  const insert = (transaction: WriteTransaction) =>
    transaction.insert(tasks).values({ userId: ada.userId, id: randomUUID(), title: "One" });
  await asWritingUser(behind, ada, insert);
  const lost = asWritingUser(behind, ada, async (transaction) => {
    await insert(transaction);
    relay.fallSilent();
    await insert(transaction);
  });
  await expect(lost).rejects.toMatchObject({ name: "DatabaseUnavailableError", reason: "no-answer" });
  await asWritingUser(database, ada, insert);
});
