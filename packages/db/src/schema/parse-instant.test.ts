import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, ownerClient, type TestDatabase } from "../testing.js";
import { parseInstant } from "./parse-instant.js";

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});

afterAll(async () => {
  await testDatabase.close();
});

test.each([
  "2026-05-01T12:00:00.000Z",
  "2026-05-01T12:00:00.001Z",
  "2026-05-01T12:00:00.010Z",
  "2026-05-01T12:00:00.120Z",
  "2026-12-31T23:59:59.999Z",
  "2024-02-29T00:00:00.000Z",
  "1000-01-01T00:00:00.000Z",
  "9999-12-31T23:59:59.999Z",
  "0999-06-01T00:00:00.500Z",
  "0050-06-01T00:00:00.000Z",
])("reads %s back as PostgreSQL writes it", async (instant) => {
  const [row] = await ownerClient(testDatabase)<{ text: string }[]>`
    select (${instant}::timestamptz(3) at time zone 'UTC')::text || '+00' as text`;
  expect(parseInstant(row?.text ?? "").toISOString()).toBe(instant);
});

test("refuses what is no instant", () => {
  for (const text of ["", "infinity", "-infinity", "now"]) expect(() => parseInstant(text)).toThrow(RangeError);
});
