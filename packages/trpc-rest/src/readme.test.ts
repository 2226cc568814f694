import { readFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { app, document } from "./testing/greetings.js";

afterAll(() => app.close());

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

it("the README shows the example that the compiler sees", () => {
  const [, shown] = /```ts\n(.*?)```/s.exec(read("../README.md")) ?? [];
  expect(shown?.replaceAll('"@typedo/trpc-rest"', '"../index.js"')).toBe(read("testing/greetings.ts"));
});

it("the example does what the README says", async () => {
  const greet = (text: string, headers = {}) =>
    app.inject({ method: "PUT", url: "/api/greetings/Ada", headers, payload: { text } });
  const made = await greet("Hello");
  expect([made.statusCode, made.headers["location"], made.headers["etag"], made.json()]).toEqual([
    201,
    "/api/greetings/Ada",
    '"1"',
    { name: "Ada", text: "Hello", version: 1 },
  ]);
  expect((await greet("Hi", { "if-match": '"1"' })).statusCode).toBe(200);
  expect((await greet("Hi", { "if-match": '"1"' })).json()).toMatchObject({ status: 412, code: "stale" });
  expect((await greet("Hi", { "if-match": "1" })).statusCode).toBe(400);
  expect((await greet("")).json()).toMatchObject({ status: 422, errors: [{ pointer: "/text" }] });
  const unknown = await app.inject({ method: "PUT", url: "/api/greetings/Ada", payload: { text: "Hi", loud: true } });
  expect(unknown.json()).toMatchObject({ status: 422, errors: [{ pointer: "/loud" }] });
  expect(Object.keys(document.paths)).toEqual(["/api/greetings/{name}"]);
});
