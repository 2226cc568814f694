import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { openGate } from "./gate.js";

/** A gate, and those who come to it, by name, as they are served and refused. */
function watch(places: number, patience?: number) {
  const gate = openGate(places, patience);
  const served: string[] = [];
  const refused: string[] = [];
  const come = (name: string) =>
    gate.queue(
      () => {
        expect(gate.enter()).toBe(true);
        served.push(name);
      },
      () => refused.push(name),
    );
  return { gate, served, refused, come };
}

test("who finds a place is served at once, the others one after the other as places are left, first come first", async () => {
  const { gate, served, refused, come } = watch(2);
  for (const name of ["ada", "bob", "eve", "sam"]) come(name);
  expect(served).toEqual(["ada", "bob"]);
  gate.leave();
  await vi.waitFor(() => expect(served).toEqual(["ada", "bob", "eve"]));
  gate.leave();
  await vi.waitFor(() => expect(served).toEqual(["ada", "bob", "eve", "sam"]));
  expect(refused).toEqual([]);
});

test("nobody overtakes those who wait, though a place is free already", async () => {
  const { gate, served, come } = watch(1);
  for (const name of ["ada", "bob"]) come(name);
  gate.leave();
  come("eve");
  await vi.waitFor(() => expect(served).toEqual(["ada", "bob"]));
  gate.leave();
  await vi.waitFor(() => expect(served).toEqual(["ada", "bob", "eve"]));
});

test("who has waited for too long is refused, and takes no place when there is one", async () => {
  const { gate, served, refused, come } = watch(1, 20);
  for (const name of ["ada", "bob"]) come(name);
  await vi.waitFor(() => expect(refused).toEqual(["bob"]));
  gate.leave();
  await pause(10);
  come("eve");
  expect(served).toEqual(["ada", "eve"]);
});

test("who went away meanwhile is not served, and keeps nobody from it", async () => {
  const { gate, served, refused, come } = watch(1, 60_000);
  come("ada");
  come("bob")?.();
  come("eve");
  gate.leave();
  await vi.waitFor(() => expect(served).toEqual(["ada", "eve"]));
  expect(refused).toEqual([]);
});

test("who went away meanwhile is not refused, when those are who came after", async () => {
  const { refused, come } = watch(1, 20);
  come("ada");
  come("bob")?.();
  come("eve");
  await vi.waitFor(() => expect(refused).toEqual(["eve"]));
});

test("where five wait for each place, the next is refused at once", () => {
  const { refused, come } = watch(1);
  for (let index = 0; index <= 6; index += 1) come(`caller ${index}`);
  expect(refused).toEqual(["caller 6"]);
});

test("who waited is served in a context of their own, not in that of the one who made place", async () => {
  const whose = new AsyncLocalStorage<string>();
  const gate = openGate(1);
  const seen: (string | undefined)[] = [];
  gate.queue(gate.enter, () => {});
  whose.run("bob", () =>
    gate.queue(
      () => seen.push(whose.getStore()),
      () => {},
    ),
  );
  whose.run("ada", () => gate.leave());
  await vi.waitFor(() => expect(seen).toEqual(["bob"]));
});
