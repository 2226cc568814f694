import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newDataDirectory, startTypedo, type TypedoProcess } from "./typedo-process.js";

const FRIEND = "https://friend.example";
const PATHS = ["/api/tasks", "/api/trpc/tasks.list", "/api/auth/get-session", "/api/openapi.json"];

let data: Awaited<ReturnType<typeof newDataDirectory>>;
let typedo: TypedoProcess;

beforeAll(async () => {
  data = await newDataDirectory();
  typedo = await startTypedo(data.path, { LOG_LEVEL: "warn", TRUSTED_ORIGINS: `${FRIEND}, https://other.example` });
});

afterAll(async () => {
  await typedo.stop();
  await data.remove();
});

const ask = async (path: string, origin: string, method = "GET", headers: Record<string, string> = {}) =>
  (await fetch(`${typedo.url}${path}`, { method, headers: { origin, ...headers } })).headers;

const preflight = async (path: string, origin: string) =>
  ask(path, origin, "OPTIONS", {
    "access-control-request-method": "PATCH",
    "access-control-request-headers": "authorization,if-match,idempotency-key",
  });

describe("a page of a trusted origin", () => {
  test.each(PATHS)("may call %s, send what the API takes, and read what it tells", async (path) => {
    const before = await preflight(path, FRIEND);
    expect(before.get("access-control-allow-origin")).toBe(FRIEND);
    expect(before.get("access-control-allow-methods")).toContain("PATCH");
    for (const name of [
      "Authorization",
      "If-Match",
      "If-None-Match",
      "Idempotency-Key",
      "Content-Type",
      "Traceparent",
    ]) {
      expect(before.get("access-control-allow-headers")).toContain(name);
    }
    const answer = await ask(path, FRIEND);
    expect(["*", FRIEND]).toContain(answer.get("access-control-allow-origin"));
    for (const name of [
      "ETag",
      "Location",
      "Link",
      "RateLimit",
      "Retry-After",
      "X-Request-Id",
      "Idempotency-Replayed",
    ]) {
      expect(answer.get("access-control-expose-headers")).toContain(name);
    }
  });

  test("sends its cookies to /api/auth, and nowhere else", async () => {
    const allowed = await Promise.all(
      PATHS.map(async (path) => (await preflight(path, FRIEND)).get("access-control-allow-credentials")),
    );
    expect(allowed).toEqual([null, null, "true", null]);
  });
});

test("a page of any other origin may call nothing", async () => {
  for (const path of ["/api/tasks", "/api/trpc/tasks.list", "/api/auth/get-session"]) {
    for (const origin of [
      "https://evil.example",
      "https://friend.example.evil.example",
      "http://friend.example",
      "null",
    ]) {
      const headers = [await preflight(path, origin), await ask(path, origin)];
      expect(headers.map((one) => one.get("access-control-allow-origin"))).not.toContain(origin);
      expect(headers.map((one) => one.get("access-control-allow-origin"))).not.toContain("*");
    }
  }
});

test("an OPTIONS that is no preflight tells the path's methods", async () => {
  expect((await ask("/api/tasks", FRIEND, "OPTIONS")).get("allow")).toBe("GET, POST, HEAD, OPTIONS");
  expect((await ask("/api/auth/sign-in/email", FRIEND, "OPTIONS")).get("allow")).toBe("POST, OPTIONS");
});
