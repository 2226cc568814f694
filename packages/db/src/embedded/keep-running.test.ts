import { setTimeout as pause } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { EmbeddedPostgresError } from "./embedded-error.js";
import { keepRunning, type Means } from "./keep-running.js";

function makeMeans(means: Partial<Means<number>>) {
  const told: string[] = [];
  const given: number[] = [];
  const all: Means<number> = {
    hasEnded: () => true,
    giveUp: (server) => given.push(server),
    rejoin: async () => 2,
    onEnded: (message) => told.push(message),
    onProgress: (message) => told.push(message),
    ...means,
  };
  return { all, told, given };
}

test("one that ended is given up once, and the next one is left", async () => {
  const { all, told, given } = makeMeans({ hasEnded: (server) => server === 1 });
  const kept = keepRunning(1, all);
  await vi.waitFor(() =>
    expect(told).toEqual([expect.stringContaining("has ended"), expect.stringContaining("again")]),
  );
  expect(await kept.stop()).toBe(2);
  expect(given).toEqual([1]);
});

test("nobody who leaves waits for a start that takes long, nor for the next try", async () => {
  const hanging = makeMeans({
    rejoin: async (signal) =>
      new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
  });
  const one = keepRunning(1, hanging.all);
  await vi.waitFor(() => expect(hanging.told).toHaveLength(1));
  expect(await one.stop()).toBeUndefined();
  expect(hanging.told).toHaveLength(1);

  let tries = 0;
  const failing = makeMeans({
    rejoin: async () => {
      tries += 1;
      throw new EmbeddedPostgresError("The disk is full");
    },
  });
  const other = keepRunning(1, failing.all);
  await vi.waitFor(() => expect(failing.told).toContain("The disk is full"));
  expect(await other.stop()).toBeUndefined();
  expect(tries).toBe(1);
});

test("what fails in looking or giving up is told, and tried again", async () => {
  const tooMany = new Error("too many open files");
  const hasEnded = vi
    .fn((server: number) => server === 1)
    .mockImplementationOnce(() => {
      throw tooMany;
    });
  const giveUp = vi.fn<(server: number) => void>().mockImplementationOnce(() => {
    throw tooMany;
  });
  const { all, told } = makeMeans({ hasEnded, giveUp });
  const kept = keepRunning(1, all);
  await vi.waitFor(() => expect(told.at(-1)).toContain("runs again"), { timeout: 10_000 });
  expect(giveUp).toHaveBeenCalledTimes(2);
  expect(told).toHaveLength(4);
  expect(await kept.stop()).toBe(2);
});

test("one that ends as soon as it has begun is not started again and again without a pause", async () => {
  let starts = 0;
  const { all } = makeMeans({ rejoin: async () => (starts += 1) });
  const kept = keepRunning(0, all);
  await pause(2000);
  await kept.stop();
  // At once, and after 0.5 and 1.5 s.
  expect(starts).toBeGreaterThan(0);
  expect(starts).toBeLessThan(4);
});
