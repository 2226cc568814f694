import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { expect, test, vi } from "vitest";
import { inTurn } from "./hash-turns.js";
import { hashPassword, verifyPassword } from "./password.js";
import { OLD_HASH, PASSWORD } from "./testing/old-hash.js";

/** Of Node's four threads. */
const FEW = 2;

test("however many passwords are hashed and compared at once, few threads are taken, and each gets its answer", async () => {
  const hashed = await hashPassword(PASSWORD);
  const { scrypt } = crypto;
  const under = { way: 0, most: 0 };
  const counted = vi.spyOn(crypto, "scrypt").mockImplementation((password, salt, length, options, done) => {
    under.way += 1;
    under.most = Math.max(under.most, under.way);
    scrypt(password, salt, length, options, (error, key) => {
      under.way -= 1;
      done(error, key);
    });
  });
  syncBuiltinESMExports();
  const answers = await Promise.all([
    ...[PASSWORD, "incorrect horse"].flatMap((password) => [
      verifyPassword(hashed, password),
      verifyPassword(OLD_HASH, password),
    ]),
    hashPassword("another horse").then((hash) => hash.startsWith("$scrypt$")),
  ]);
  counted.mockRestore();
  syncBuiltinESMExports();
  expect(answers).toEqual([true, true, false, false, true]);
  expect(under.most).toBeGreaterThan(0);
  expect(under.most).toBeLessThanOrEqual(FEW);
});

test("who came first is first, and one that fails keeps nobody from their turn", async () => {
  const begun: number[] = [];
  const one = async (number: number) =>
    inTurn(async () => {
      begun.push(number);
      await new Promise(setImmediate);
      if (number % 2 === 0) throw new Error(`${number} fails`);
      return number;
    });
  const numbers = [1, 2, 3, 4, 5, 6, 7];
  const ended = await Promise.allSettled(numbers.map(one));
  expect(begun).toEqual(numbers);
  expect(ended.map(({ status }) => status === "fulfilled")).toEqual([true, false, true, false, true, false, true]);
});
