import { expect, test } from "vitest";
import { RecentMap } from "./recent-map.js";

test("what is asked for stays, and what was not asked for the longest goes", () => {
  const map = new RecentMap<number>(8);
  map.set("ada", 1);
  for (let other = 0; other < 100; other += 1) {
    map.set(`other ${other}`, other);
    expect(map.get("ada")).toBe(1);
    expect(map.get(`other ${other - 1}`)).toBe(other === 0 ? undefined : other - 1);
    expect(map.get(`other ${other - 8}`)).toBeUndefined();
  }
});

test("there are never more than were asked for", () => {
  const map = new RecentMap<number>(100);
  for (let key = 0; key < 1000; key += 1) map.set(String(key), key);
  const kept = Array.from({ length: 1000 }, (_, key) => String(key)).filter((key) => map.get(key) !== undefined);
  expect(kept.length).toBeLessThanOrEqual(100);
  expect(kept.length).toBeGreaterThanOrEqual(50);
});

test("a value that is set anew, deleted, or deleted for what it is", () => {
  const map = new RecentMap<number>(4);
  for (const [key, value] of Object.entries({ ada: 1, bob: 2, eve: 3 })) map.set(key, value);
  map.set("ada", 4);
  expect(map.get("ada")).toBe(4);
  map.deleteWhere((value) => value === 3);
  expect(map.get("eve")).toBeUndefined();
  map.delete("ada");
  expect(map.get("ada")).toBeUndefined();
});
