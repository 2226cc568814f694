import { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "@typedo/api";
import { beforeEach, expect, test } from "vitest";
import { NEW_TASK, newPartDrafts, newTaskDrafts, putBack } from "./new-task.js";
import { forgetUnsaved } from "./unsaved.js";

function refused(pointer: string) {
  const errors = [{ pointer, message: "Must be nicer", code: "x" }];
  const data = { code: "validation_failed", httpStatus: 422, errors, requestId: "test" } as const;
  return new TRPCClientError<AppRouter>("Refused", { result: { error: { code: -32_603, message: "Refused", data } } });
}

const part = { id: "b", title: "Pack", parentId: "a" };

beforeEach(() => forgetUnsaved("ada"));

test("a task that was refused is put back into the field for a new one, and a part into that of its task", () => {
  expect(putBack("ada", { id: "a", title: "Move house" }, refused("/title"))).toBe(true);
  expect(newTaskDrafts.get("ada", NEW_TASK)).toMatchObject({ draft: { title: "Move house" } });
  expect(putBack("ada", part, refused("/title"))).toBe(true);
  expect(newPartDrafts.get("ada", "a")).toEqual({ title: "Pack", refusal: "Must be nicer." });
});

test("nothing that was typed since then is overwritten", () => {
  newPartDrafts.keep("ada", "a", { title: "Hire a van" });
  expect(putBack("ada", part, refused("/title"))).toBe(false);
  expect(newPartDrafts.get("ada", "a")).toEqual({ title: "Hire a van" });
});

test("a part that is refused for its task's sake is not put back: the task may be gone, and its field with it", () => {
  expect(putBack("ada", part, refused("/parentId"))).toBe(false);
  expect(newPartDrafts.get("ada", "a")).toBeUndefined();
});
