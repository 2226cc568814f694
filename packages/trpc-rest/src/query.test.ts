import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { serveShelf } from "./testing/serve-shelf.js";
import type { Served } from "./testing/serve.js";

let served: Served;

beforeAll(async () => {
  served = await serveShelf();
});
beforeEach(() => {
  served.seen.length = 0;
});
afterAll(() => served.app.close());

const search = (query: string) => served.app.inject(`/api/books?${query}`);
const uuid = "0198b2f0-0000-7000-8000-000000000000";

describe("a query", () => {
  it.each<[string, object]>([
    ["label=a&label=b%20c&label=d+e", { label: ["a", "b c", "d e"] }],
    ["label=a", { label: ["a"] }],
    ["dueAfter=2026-01-01T00:00:00Z", { dueAfter: new Date("2026-01-01T00:00:00Z") }],
    ["dueAfter=2026-01-01T00:00:00.250%2B02:00", { dueAfter: new Date("2025-12-31T22:00:00.250Z") }],
    ["dueAfter=2026-01-01T00:00:00-02:00", { dueAfter: new Date("2026-01-01T02:00:00Z") }],
    ["loanedAt=2026-01-01T00:00:00%2B02:00", { loanedAt: "2026-01-01T00:00:00+02:00" }],
    ["read=true", { read: true }],
    ["read=false", { read: false }],
    ["size=large", { size: "large" }],
    ["list=none", { list: "none" }],
    [`list=${uuid}`, { list: uuid }],
  ])("carries %s", async (query, input) => {
    expect((await search(query)).statusCode).toBe(200);
    expect(served.seen).toEqual([input]);
  });

  it.each([
    ["label=a&label=", "query.label"],
    ["dueAfter=2026-02-30T00:00:00Z", "query.dueAfter"],
    ["dueAfter=2026-01-01", "query.dueAfter"],
    ["dueAfter=2026-01-01T00:00:00Z&dueAfter=2026-01-01T00:00:00Z", "query.dueAfter"],
    ["read=1", "query.read"],
    ["read=", "query.read"],
    ["size=LARGE", "query.size"],
    ["list=nobody", "query.list"],
    ["list=none&list=none", "query.list"],
  ])("is 422 at the name: %s", async (query, pointer) => {
    const answer = await search(query);
    expect([answer.statusCode, pointersOf(answer.json())]).toEqual([422, [pointer]]);
  });

  it.each(["dueAfter", "loanedAt"])("says what became of a plus sign: %s", async (name) => {
    const answer = await search(`${name}=2026-01-01T00:00:00+02:00`);
    expect(answer.json()).toMatchObject({
      status: 422,
      errors: [{ pointer: `query.${name}`, message: expect.stringContaining("`%2B`") }],
    });
    const other = await search(`${name}=2026-01-01%2000:00:00Z`);
    expect(other.json().errors).toEqual([
      expect.objectContaining({ pointer: `query.${name}`, message: expect.not.stringContaining("%2B") }),
    ]);
  });
});

function pointersOf({ errors }: { errors: { pointer: string }[] }): string[] {
  return errors.map(({ pointer }) => pointer);
}
