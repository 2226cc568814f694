import { openAuthDatabase } from "@typedo/db";
import { createTestDatabase, ownerClient } from "@typedo/db/testing";
import { pino } from "pino";
import { expect, test } from "vitest";
import { openBudgets } from "./open-budgets.js";

test("a database that does not answer makes nobody wait for long: the process counts by itself, and says so once", async () => {
  const lines: string[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => lines.push(line) });
  const database = await createTestDatabase();
  const pool = openAuthDatabase(database.auth, { poolSize: 2 });
  const budgets = await openBudgets(undefined, pool, log);
  try {
    expect(await budgets.take("user:ada", 4, 10)).toMatchObject({ granted: 4, left: 6 });

    await ownerClient(database).begin(async (owner) => {
      await owner`lock table limits.budget in access exclusive mode`;
      expect(await budgets.take("user:ada", 4, 10)).toMatchObject({ granted: 4, left: 6 });
      expect(await budgets.take("user:ada", 4, 10)).toMatchObject({ granted: 4, left: 2 });
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("each process counts by itself");
    // Whose budget it was is nobody's business.
    expect(lines[0]).not.toContain("ada");
  } finally {
    await budgets.close();
    await pool.close();
    await database.close();
  }
});
