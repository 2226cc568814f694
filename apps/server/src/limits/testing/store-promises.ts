import { expect } from "vitest";
import { type BudgetStore, WINDOW } from "../budget-store.js";
import { openLease } from "../lease.js";
import { takeAtOnce, takeTurns } from "./take-turns.js";

const clock = () => performance.now();

/** What every store promises, tried on two of one server, as two processes have them. */
export const storePromises: Readonly<Record<string, (stores: readonly [BudgetStore, BudgetStore]) => Promise<void>>> = {
  "gives what is asked for, then what is left, then nothing": async ([one, other]) => {
    expect(await one.take("gives", 6, 10)).toMatchObject({ granted: 6, left: 4 });
    expect(await other.take("gives", 3, 10)).toMatchObject({ granted: 3, left: 1 });
    expect(await one.take("gives", 3, 10)).toMatchObject({ granted: 1, left: 0 });
    expect(await other.take("gives", 5, 10)).toMatchObject({ granted: 0, left: 0 });
    // Having asked for too much changes nothing for who asks for less.
    expect(await one.take("gives", 1, 10)).toMatchObject({ granted: 0, left: 0 });
  },
  "can be asked for far too much, again and again": async ([one]) => {
    for (const left of [10, 0, 0, 0]) {
      expect(await one.take("too much", 1_000_000_000, 10)).toMatchObject({ granted: left, left: 0 });
    }
  },
  "keeps each key's budget apart": async ([one]) => {
    await one.take("apart, ada", 10, 10);
    expect(await one.take("apart, bob", 1, 10)).toMatchObject({ granted: 1, left: 9 });
  },
  "tells when the window ends, which a later request does not put off": async ([one, other]) => {
    const first = await one.take("window", 1, 10);
    expect(first.msLeft).toBeGreaterThan(0);
    expect(first.msLeft).toBeLessThanOrEqual(WINDOW);
    // Of a window that each request begins anew, never more than a moment would be over: this would not end.
    let { msLeft } = first;
    while (msLeft > first.msLeft - 50) ({ msLeft } = await other.take("window", 1, 10));
    expect(msLeft).toBeGreaterThan(0);
  },
  "gives no more than there is to many who ask at once": async (stores) => {
    const grants = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => stores[index % 2 === 0 ? 0 : 1].take("many", 7, 100)),
    );
    expect(grants.reduce((sum, { granted }) => sum + granted, 0)).toBe(100);
  },
  "lets two processes admit 60 of 300 requests, in turns and at once": async (stores) => {
    const leases = (key: string) => stores.map((store) => openLease({ store, key, limit: 60, clock }));
    expect(await takeTurns(leases("turns"), 300)).toBe(60);
    expect(await takeAtOnce(leases("at once"), 300)).toBe(60);
  },
};
