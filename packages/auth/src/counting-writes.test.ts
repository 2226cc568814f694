import { randomUUID } from "node:crypto";
import type { BetterAuthOptions } from "@better-auth/core";
import { apiKey } from "@better-auth/api-key";
import { beforeAll, describe, expect, test } from "vitest";
import { databaseAdapter } from "./database-adapter.js";
import { KEY_SETTINGS } from "./keys/key-plugin.js";
import { addUser } from "./testing/add-user.js";
import { openTestAuth } from "./testing/test-auth.js";

const it = openTestAuth();
let userId: string;
const model = "apikey";

beforeAll(async () => {
  ({ userId } = await addUser(it));
});

/** The adapter as Better Auth has it. */
function adapter() {
  const options = {
    plugins: [apiKey(KEY_SETTINGS)],
    advanced: { database: { generateId: () => randomUUID() } },
  } satisfies BetterAuthOptions;
  return databaseAdapter(it.authDatabase, { keyMade() {}, store: async () => true })(options);
}

async function makeKeys(number: number, remaining = 5) {
  const name = randomUUID();
  const dates = { createdAt: new Date(), updatedAt: new Date() };
  for (let key = 0; key < number; key += 1) {
    await adapter().create({ model, data: { name, key: randomUUID(), referenceId: userId, remaining, ...dates } });
  }
  return { where: [{ field: "name", value: name }] };
}

describe("Better Auth is told", () => {
  test("how many rows it changed", async () => {
    const { where } = await makeKeys(3);
    expect(await adapter().updateMany({ model, where, update: { enabled: false } })).toBe(3);
    expect(
      await adapter().updateMany({ model, where: [{ field: "name", value: "no" }], update: { enabled: true } }),
    ).toBe(0);
    expect(await adapter().count({ model, where: [...where, { field: "enabled", value: false }] })).toBe(3);
  });

  test("how many rows it deleted", async () => {
    const { where } = await makeKeys(2);
    expect(await adapter().deleteMany({ model, where })).toBe(2);
    expect(await adapter().deleteMany({ model, where })).toBe(0);
  });

  test("so within a transaction too", async () => {
    const { where } = await makeKeys(2);
    const counts = await adapter().transaction(async (transaction) => [
      await transaction.updateMany({ model, where, update: { enabled: false } }),
      await transaction.deleteMany({ model, where }),
    ]);
    expect(counts).toEqual([2, 2]);
    expect(await adapter().count({ model, where })).toBe(0);
  });

  test("which row it took, once, however many would take it", async () => {
    const { where } = await makeKeys(1);
    const taken = await Promise.all(Array.from({ length: 4 }, async () => adapter().consumeOne({ model, where })));
    expect(taken.filter((row) => row !== null)).toHaveLength(1);
  });

  test("whether it could count on, never below the guard", async () => {
    const { where } = await makeKeys(1, 2);
    const guard = [...where, { field: "remaining", operator: "gt" as const, value: 0 }];
    const asked = Array.from({ length: 4 }, async () =>
      adapter().incrementOne({ model, where: guard, increment: { remaining: -1 } }),
    );
    expect((await Promise.all(asked)).filter((row) => row !== null)).toHaveLength(2);
    expect(await adapter().findOne({ model, where })).toMatchObject({ remaining: 0 });
  });
});
