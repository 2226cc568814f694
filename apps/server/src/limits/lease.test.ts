import { beforeEach, describe, expect, test } from "vitest";
import { type BudgetStore, WINDOW } from "./budget-store.js";
import { type Lease, openLease } from "./lease.js";
import { openMemoryStore } from "./memory-store.js";
import { takeAtOnce, takeTurns } from "./testing/take-turns.js";

let now: number;
/** What the store was asked for. */
let asked: number[];
let store: BudgetStore;

const clock = () => now;

beforeEach(() => {
  now = 1000;
  asked = [];
  const shared = openMemoryStore(clock);
  store = {
    async take(key, wanted, limit) {
      asked.push(wanted);
      return shared.take(key, wanted, limit);
    },
  };
});

function leases(limit: number, processes: number): Lease[] {
  return Array.from({ length: processes }, () => openLease({ store, key: "ada", limit, clock }));
}

describe("two processes share a budget of 60", () => {
  test("and admit exactly 60 of 300 requests that come to them in turns", async () => {
    expect(await takeTurns(leases(60, 2), 300)).toBe(60);
  });

  test("and admit exactly 60 of 300 that come all at once", async () => {
    expect(await takeAtOnce(leases(60, 2), 300)).toBe(60);
  });

  test("and one of them admits at least 55 where the other holds what is left of a block", async () => {
    const [first, second] = leases(60, 2);
    if (!first || !second) throw new Error("there are two");
    expect(await takeTurns([first], 1)).toBe(1);
    expect(await takeTurns([second], 300)).toBe(54);
    // It was not lost: the one that holds it spends it.
    expect(await takeTurns([first], 300)).toBe(5);
  });
});

test("of any limit no more than that is ever admitted, and no less than the stated bound, whatever the mix", async () => {
  for (const limit of [1, 7, 10, 25, 60, 300]) {
    for (const processes of [1, 2, 5]) {
      now += 2 * WINDOW;
      const all = leases(limit, processes);
      const admitted = (await takeTurns(all, limit)) + (await takeAtOnce(all, 3 * limit + 10));
      expect(admitted).toBe(limit);
      now += 2 * WINDOW;
      // All but one hold a block less the one that they spent.
      const fresh = leases(limit, processes);
      const alone = (await takeTurns(fresh.slice(1), processes - 1)) + (await takeTurns(fresh.slice(0, 1), 2 * limit));
      expect(alone).toBeLessThanOrEqual(limit);
      const block = Math.max(1, Math.floor(limit / 10));
      expect(alone).toBeGreaterThanOrEqual(limit - (processes - 1) * (block - 1));
    }
  }
});

test("a process asks for a tenth at a time, and spends that before it asks again", async () => {
  const [lease] = leases(300, 1);
  await takeTurns(
    [lease].filter((one) => one !== undefined),
    31,
  );
  expect(asked).toEqual([30, 30]);
});

test("limits of ten and less are taken one by one", async () => {
  await takeTurns(leases(10, 1), 3);
  expect(asked).toEqual([1, 1, 1]);
});

test("who is refused is refused without a question to the store, until the window ends", async () => {
  const all = leases(5, 1);
  await takeTurns(all, 6);
  const questions = asked.length;
  expect(await takeTurns(all, 100)).toBe(0);
  expect(asked).toHaveLength(questions);
  now += WINDOW;
  expect(await takeTurns(all, 100)).toBe(5);
});

test("requests that come together wait for one question, and it asks for all of them", async () => {
  const lease = openLease({ store, key: "ada", limit: 100, clock });
  const spent = await Promise.all(Array.from({ length: 40 }, async () => lease.spend(1)));
  expect(spent.every(({ admitted }) => admitted)).toBe(true);
  // The first set out alone; the others came while it was away.
  expect(asked).toEqual([10, 30]);
});

test("what a lease holds ends with its window: a new one starts with its own", async () => {
  const all = leases(60, 2);
  await takeTurns(all, 2);
  now += WINDOW;
  expect(await takeTurns(all, 300)).toBe(60);
});

test("a lease ends no later than the store's window, however long the answer took", async () => {
  const slow: BudgetStore = {
    async take(key, wanted, limit) {
      const grant = await store.take(key, wanted, limit);
      now += 400;
      return grant;
    },
  };
  const lease = openLease({ store: slow, key: "ada", limit: 100, clock });
  expect((await lease.spend(1)).msLeft).toBe(WINDOW - 400);
  now += WINDOW - 400;
  asked = [];
  await lease.spend(1);
  expect(asked).toEqual([10]);
});

test("several at once are paid together or not at all, and what is left then still pays for one", async () => {
  const lease = openLease({ store, key: "ada", limit: 20, clock });
  expect(await lease.spend(1)).toMatchObject({ admitted: true, remaining: 19 });
  expect(await lease.spend(10)).toMatchObject({ admitted: true, remaining: 9 });
  expect(await lease.spend(10)).toMatchObject({ admitted: false, remaining: 9 });
  expect(await lease.spend(9)).toMatchObject({ admitted: true, remaining: 0 });
});

test("what is given back can be spent again, in the window that it was taken from and in no other", async () => {
  const lease = openLease({ store, key: "ada", limit: 10, clock });
  const all = await lease.spend(10);
  const refused = await lease.spend(1);
  expect(refused.admitted).toBe(false);
  // What was refused was never paid.
  lease.giveBack(1, refused);
  expect((await lease.spend(1)).admitted).toBe(false);
  lease.giveBack(4, all);
  expect(await lease.spend(3)).toMatchObject({ admitted: true, remaining: 1 });
  now += WINDOW;
  lease.giveBack(6, all);
  expect(await takeTurns([lease], 20)).toBe(10);
  lease.giveBack(6, all);
  expect(await takeTurns([lease], 20)).toBe(0);
});

test("what no window could pay for is refused, and costs the others nothing", async () => {
  const [one, other] = leases(20, 2);
  expect(await one?.spend(21)).toMatchObject({ admitted: false, msLeft: WINDOW });
  expect(await other?.spend(20)).toMatchObject({ admitted: true });
});

test("a store that fails fails who waits for it, and nobody after that", async () => {
  let broken = true;
  const lease = openLease({
    store: { take: async (...args) => (broken ? Promise.reject(new Error("broken")) : store.take(...args)) },
    key: "ada",
    limit: 20,
    clock,
  });
  await expect(Promise.all([lease.spend(1), lease.spend(1)])).rejects.toThrow("broken");
  broken = false;
  expect(await lease.spend(1)).toMatchObject({ admitted: true });
});
