import { expect, test } from "vitest";
import { readTarget } from "./read-target.js";

test.each([
  ["http://a/api/tasks?q=x", "/api/tasks?q=x"],
  ["HTTPS://a:443/api/x/../tasks", "/api/x/../tasks"],
  ["http://a", "/"],
  ["http://a?q=/api", "/?q=/api"],
])("%s is %s", (target, path) => {
  expect(readTarget(target)).toBe(path);
});

test.each(["/api/tasks", "//a/api", "*", "", "a:1", "ftp://a/", "http://u:p@a/", "http://u@a/", "http://a:99999/"])(
  "%s stays as it is",
  (target) => {
    expect(readTarget(target)).toBe(target);
  },
);
