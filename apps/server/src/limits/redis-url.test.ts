import { expect, test } from "vitest";
import { readEnvironment } from "../env.js";

test.each([
  "redis://localhost",
  "redis://localhost:6379/",
  "rediss://user:p%40ss@cache.example.com:6380/2",
  "redis://[::1]:6379",
])("REDIS_URL can be %s", (url) => {
  expect(readEnvironment({ REDIS_URL: url }).redisUrl).toBe(url);
});

test("without REDIS_URL, or with an empty one, there is none", () => {
  expect(readEnvironment({}).redisUrl).toBeUndefined();
  expect(readEnvironment({ REDIS_URL: "" }).redisUrl).toBeUndefined();
});

test.each(["localhost:6379", "cache.example.com", "http://localhost:6379", "redis://", "redis://localhost/limits"])(
  "REDIS_URL can't be %s, and one line says what it can be",
  (url) => {
    expect(() => readEnvironment({ REDIS_URL: url })).toThrow(/^REDIS_URL must be a URL such as redis:\/\/.+$/);
  },
);
