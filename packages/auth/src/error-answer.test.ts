import { describe, expect, test } from "vitest";
import { errorAnswer } from "./error-answer.js";

const request = new Request("http://localhost:3000/api/auth/x");

const answerOf = async (status: number, body: unknown) => {
  const headers = [
    ["Set-Cookie", "a=1; Path=/"],
    ["Set-Cookie", "b=; Max-Age=0"],
    ["Content-Type", "application/json"],
  ] satisfies [string, string][];
  const answer = new Response(JSON.stringify(body), { status, headers });
  return errorAnswer(request, answer, (_, __, error) => ({ body: { title: error.message, code: "ours" } }));
};

describe("an error answer", () => {
  test("keeps each cookie, and Better Auth's code and message before all", async () => {
    const answer = await answerOf(401, { code: "SESSION_EXPIRED", message: "Too late", stack: "at x" });
    expect(answer.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=; Max-Age=0"]);
    expect(await answer.json()).toEqual({ title: "Too late", code: "SESSION_EXPIRED", message: "Too late" });
  });

  test.each([
    [500, "INTERNAL_SERVER_ERROR", "Internal Server Error"],
    [503, "SERVICE_UNAVAILABLE", "Service Unavailable"],
  ])("tells nothing of the inside with %i", async (status, code, message) => {
    const answer = await answerOf(status, { code: "DECRYPTION_FAILED", message: "relation auth.user" });
    expect(await answer.json()).toEqual({ title: message, code, message });
  });

  test.each([null, 7, { code: 7 }, "x"])("has a code of its own where %j gives none", async (body) => {
    expect(await (await answerOf(415, body)).json()).toMatchObject({
      code: "UNSUPPORTED_MEDIA_TYPE",
      message: "Unsupported Media Type",
    });
  });
});
