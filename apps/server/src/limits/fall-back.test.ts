import { beforeEach, expect, test } from "vitest";
import type { BudgetStore, Grant } from "./budget-store.js";
import { fallBack } from "./fall-back.js";
import { openLease } from "./lease.js";
import { openMemoryStore } from "./memory-store.js";
import { takeAtOnce, takeTurns } from "./testing/take-turns.js";

type State = "well" | "refuses" | "hangs";

let now: number;
let state: State;
let questions: number;
let told: string[];

const clock = () => now;

/** A shared store that can go away, and the budgets of a process that leans on it. */
function open(shared: BudgetStore): BudgetStore {
  const store: BudgetStore = {
    async take(...args) {
      questions += 1;
      if (state === "refuses") throw new Error("refused");
      return state === "hangs" ? new Promise<Grant>(() => {}) : shared.take(...args);
    },
  };
  return fallBack({
    store,
    own: openMemoryStore(clock),
    clock,
    deadline: 20,
    onAway: (cause) => told.push(cause instanceof Error ? cause.message : "away"),
    onBack: () => told.push("back"),
  });
}

const leaseOf = (store: BudgetStore, limit: number) => openLease({ store, key: "ada", limit, clock });

beforeEach(() => {
  now = 1000;
  state = "well";
  questions = 0;
  told = [];
});

test.each<State>(["refuses", "hangs"])("while a store %s, each process holds the limit by itself", async (failing) => {
  state = failing;
  const shared = openMemoryStore(clock);
  const processes = [leaseOf(open(shared), 10), leaseOf(open(shared), 10)];
  expect(await takeTurns(processes.slice(0, 1), 100)).toBe(10);
  expect(await takeAtOnce(processes.slice(1), 100)).toBe(10);
  // Each asked once, and then left it in peace.
  expect(questions).toBe(2);
});

test("it is told once when the store goes, and once when it is back", async () => {
  const lease = leaseOf(open(openMemoryStore(clock)), 1000);
  await takeTurns([lease], 1);
  state = "refuses";
  for (let seconds = 0; seconds < 20; seconds += 1) {
    now += 1000;
    await takeTurns([lease], 100);
  }
  expect(told).toEqual(["refused"]);
  state = "well";
  now += 60_000;
  await takeTurns([lease], 300);
  expect(told).toEqual(["refused", "back"]);
});

test("a store that is back is shared again", async () => {
  const shared = openMemoryStore(clock);
  state = "hangs";
  const processes = [leaseOf(open(shared), 60), leaseOf(open(shared), 60)];
  expect(await takeTurns(processes, 300)).toBe(120);
  state = "well";
  now += 60_000;
  expect(await takeTurns(processes, 300)).toBe(60);
});

test("while one request asks whether it is back, the others do not wait", async () => {
  const budgets = open(openMemoryStore(clock));
  state = "refuses";
  await budgets.take("ada", 1, 10);
  state = "hangs";
  now += 5000;
  questions = 0;
  await Promise.all(Array.from({ length: 50 }, async (_, user) => budgets.take(`user ${user}`, 1, 10)));
  expect(questions).toBe(1);
});
