import type { Principal } from "@typedo/db";
import { fastify, type FastifyInstance, type FastifyRequest } from "fastify";
import { beforeEach, expect, test } from "vitest";
import { openMemoryStore } from "../limits/memory-store.js";
import { answerErrors } from "./answer-errors.js";
import { limitRequests } from "./limit-requests.js";

let app: FastifyInstance;

/** A server of one route, which charges what it is told to, and of callers who are who they say. */
async function build(rateLimit: number): Promise<void> {
  app = fastify();
  answerErrors(app);
  app.decorateRequest("identity", undefined);
  app.addHook("onRequest", async (request) => {
    const principal: Principal | null = JSON.parse(request.headers.authorization ?? "null");
    request.identity = { principal: principal ?? undefined, refusal: undefined };
  });
  limitRequests(app, {
    environment: { rateLimit, authRateLimit: 2, baseUrl: "http://localhost:3000" },
    services: {
      auth: { knows: () => true },
      budgets: { ...openMemoryStore(() => performance.now()), close: async () => {} },
    },
  });
  const handler = async (request: FastifyRequest) => {
    if (request.identity?.refusal) throw request.identity.refusal;
    const { searchParams } = new URL(request.url, "http://localhost");
    if (searchParams.has("charge")) await request.charge?.(Number(searchParams.get("charge")));
    if (searchParams.has("guess")) await request.chargeGuess?.();
    return {};
  };
  app.route({ method: "GET", url: "/api/thing", handler });
  await app.ready();
}

beforeEach(async () => build(10));

const ada = { userId: "ada", scopes: [] };

async function call(principal: Principal | undefined, query = "") {
  const { statusCode, headers } = await app.inject({
    url: `/api/thing${query}`,
    headers: principal ? { authorization: JSON.stringify(principal) } : {},
  });
  return { status: statusCode, limit: String(headers["ratelimit"]), wait: headers["retry-after"] };
}

test("each API key of a user has a budget of its own, and leaves the user's alone", async () => {
  expect((await call({ ...ada, keyId: "one" })).limit).toMatch(/^"key";r=9;/);
  expect((await call({ ...ada, keyId: "one" })).limit).toMatch(/^"key";r=8;/);
  expect((await call({ ...ada, keyId: "two" })).limit).toMatch(/^"key";r=9;/);
  expect((await call(ada)).limit).toMatch(/^"user";r=9;/);
  expect((await call(undefined)).limit).toMatch(/^"address";r=9;/);
});

test("what a call turns out to cost is paid from the same budget, and its answer tells what is left", async () => {
  expect(await call(ada, "?charge=4")).toMatchObject({ status: 200, limit: expect.stringMatching(/^"user";r=5;/) });
  expect(await call({ ...ada, keyId: "one" }, "?charge=4")).toMatchObject({
    status: 200,
    limit: expect.stringMatching(/^"key";r=5;/),
  });
});

test("a call that can't pay what it turns out to cost is refused, and told when to come back", async () => {
  const refused = await call(ada, "?charge=10");
  expect(refused).toMatchObject({ status: 429, limit: expect.stringMatching(/^"user";r=9;/) });
  expect(Number(refused.wait)).toBeGreaterThan(0);
  expect((await call(ada, "?charge=8")).status).toBe(200);
});

test("a user's own password can be tried as often as at sign-in, with a token or a key", async () => {
  expect((await call(ada, "?guess=1")).status).toBe(200);
  expect((await call({ ...ada, keyId: "one" }, "?guess=1")).status).toBe(200);
  expect((await call(ada, "?guess=1")).status).toBe(429);
  expect((await call({ userId: "bob", scopes: [] }, "?guess=1")).status).toBe(200);
});

test("0 a minute is no limit, and nothing is told of one", async () => {
  await build(0);
  const answers = await Promise.all(Array.from({ length: 50 }, async () => call(ada, "?charge=100")));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(answers[0]?.limit).toBe("undefined");
});
