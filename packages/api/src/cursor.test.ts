import { expect, test } from "vitest";
import { z } from "zod";
import { type CursorKeys, openCursor, sealCursor } from "./cursor.js";

const [old, current, third] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
const place = z.object({ id: z.string() });

function scope(first: Uint8Array | undefined, ...others: (Uint8Array | undefined)[]) {
  const keys: CursorKeys = [first ?? new Uint8Array(32), ...others.filter((key) => key !== undefined)];
  return { keys, userId: "ada", listing: "all" };
}

test("a list that was begun before the secret was another goes on, and no longer than the old one is given", () => {
  const cursor = sealCursor(scope(old), { id: "7" });
  expect(openCursor(scope(current, old), cursor, place)).toEqual({ id: "7" });
  expect(() => openCursor(scope(current), cursor, place)).toThrow();
  expect(() => openCursor(scope(current, third), cursor, place)).toThrow();
});

test("a cursor is signed by the current secret alone", () => {
  const cursor = sealCursor(scope(current, old), { id: "8" });
  expect(openCursor(scope(current), cursor, place)).toEqual({ id: "8" });
  expect(() => openCursor(scope(old), cursor, place)).toThrow();
});

test("a cursor of a secret from before is for its own user and filter too", () => {
  const cursor = sealCursor(scope(old), { id: "9" });
  expect(() => openCursor({ ...scope(current, old), userId: "bob" }, cursor, place)).toThrow();
  expect(() => openCursor({ ...scope(current, old), listing: "open" }, cursor, place)).toThrow();
});
