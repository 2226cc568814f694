import { expect, test } from "vitest";
import { newId } from "./new-id.js";

const uuid4 = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

test("makes a UUID where the page is not secure and randomUUID is missing", () => {
  const insecure = { getRandomValues: crypto.getRandomValues.bind(crypto) };
  const ids = Array.from({ length: 200 }, () => newId(insecure));
  for (const id of ids) expect(id).toMatch(uuid4);
  expect(new Set(ids).size).toBe(200);
});

test("makes one with randomUUID where it is there", () => {
  expect(newId()).toMatch(uuid4);
});
