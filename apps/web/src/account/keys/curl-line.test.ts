import { expect, test } from "vitest";
import { curlLine } from "./curl-line.js";
import type { Scope } from "./scope-texts.js";

const lineFor = (...scopes: Scope[]) => curlLine({ key: "typedo_x", scopes, origin: "https://tasks.example.com" });

test("the line calls what the key may call", () => {
  expect(lineFor("tasks:write", "tasks:read")).toBe(
    'curl -H "Authorization: Bearer typedo_x" https://tasks.example.com/api/tasks',
  );
  expect(lineFor("account")).toMatch(/\/api\/me$/);
  expect(lineFor("tasks:write")).toContain(`-d '{"title":`);
});
