import { DatabaseUnavailableError, type Principal } from "@typedo/db";
import { fastify, type FastifyInstance, type FastifyRequest } from "fastify";
import { beforeEach, describe, expect, test } from "vitest";
import { openLimits } from "../limits/limits.js";
import { openMemoryStore } from "../limits/memory-store.js";
import { answerErrors } from "./answer-errors.js";
import { limitRequests } from "./limit-requests.js";
import { AUTH_ROUTE } from "./serve-auth.js";

let app: FastifyInstance;
/** Cookies that were looked up. */
let lookedUp: string[];

/**
 * A server of one route, which charges what it is told to, and of callers who are who they say; and Better Auth's routes,
 * which take any cookie of the form `session=<user>…` for that user's.
 */
async function build(rateLimit: number): Promise<void> {
  app = fastify();
  lookedUp = [];
  answerErrors(app);
  app.decorateRequest("identity", undefined);
  app.addHook("onRequest", async (request) => {
    const principal: Principal | null = JSON.parse(request.headers.authorization ?? "null");
    request.identity = { principal: principal ?? undefined, refusal: undefined, paid: false };
  });
  const store = openMemoryStore(() => performance.now());
  limitRequests(app, {
    environment: { baseUrl: "http://localhost:3000" },
    limits: openLimits({ rateLimit, authRateLimit: 2 }, store),
    services: {
      auth: {
        knows: () => true,
        userOfSession: async (headers) => {
          const cookie = headers.get("cookie") ?? "";
          lookedUp.push(cookie);
          if (cookie === "session=away") throw new DatabaseUnavailableError("connection-lost");
          return /^session=(\w+)/.exec(cookie)?.[1];
        },
      },
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
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.route({ method: "POST", url: AUTH_ROUTE, handler: async () => ({}) });
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

let addresses = 0;

/** From an address of its own, unless one is given. */
async function callAuth(path: string, cookie: string, body: object = {}, address?: string) {
  addresses += 1;
  const { statusCode } = await app.inject({
    method: "POST",
    url: `/api/auth/${path}`,
    remoteAddress: address ?? `10.0.${addresses >> 8}.${addresses & 255}`,
    headers: { "content-type": "application/json", ...(cookie !== "" && { cookie }) },
    body: JSON.stringify(body),
  });
  return statusCode;
}

const callBy = async (keyId: string, query = "", userId = "ada") => call({ ...ada, userId, keyId }, query);

test("each API key of a user has a budget of its own, and leaves the user's alone", async () => {
  expect((await call({ ...ada, keyId: "one" })).limit).toMatch(/^"key";r=9;/);
  expect((await call({ ...ada, keyId: "one" })).limit).toMatch(/^"key";r=8;/);
  expect((await call({ ...ada, keyId: "two" })).limit).toMatch(/^"key";r=9;/);
  expect((await call(ada)).limit).toMatch(/^"user";r=9;/);
  expect((await call(undefined)).limit).toMatch(/^"address";r=9;/);
});

test("a user's keys together have ten budgets, however many there are, and each answer tells of both", async () => {
  for (let made = 0; made < 95; made += 1) await callBy(`key ${made % 10}`);
  expect((await callBy("new")).limit).toMatch(/^"key";r=9;.*, "keys";r=4;/);
  expect(await callBy("new", "?charge=5")).toMatchObject({ status: 429, limit: expect.stringMatching(/"keys";r=3;/) });
  // What could not be paid in full cost neither of them anything.
  expect((await callBy("new")).limit).toMatch(/^"key";r=7;.*, "keys";r=2;/);
  for (const status of [200, 200, 429]) expect((await callBy("another")).status).toBe(status);
  expect((await callBy("one of another's", "", "bob")).status).toBe(200);
  expect((await call(ada)).status).toBe(200);
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

describe("a session's own password can be tried no more often,", () => {
  test("whatever account the body names", async () => {
    for (const email of ["a@example.com", "b@example.com"]) {
      expect(await callAuth("change-password", "session=ada", { email })).toBe(200);
    }
    expect(await callAuth("change-password", "session=ada", { email: "c@example.com" })).toBe(429);
    expect(await callAuth("change-password", "session=bob", { email: "d@example.com" })).toBe(200);
  });

  test("however its cookie is written, and by whichever call", async () => {
    expect(await callAuth("change-password", "session=ada")).toBe(200);
    expect(await callAuth("verify-password", "session=ada; another=1")).toBe(200);
    expect(await callAuth("change-password", "session=ada; __Secure-session=1")).toBe(429);
  });

  test("not in turns with the API either", async () => {
    expect((await call(ada, "?guess=1")).status).toBe(200);
    expect(await callAuth("change-password", "session=ada")).toBe(200);
    expect((await call(ada, "?guess=1")).status).toBe(429);
    expect(await callAuth("change-password", "session=ada")).toBe(429);
  });
});

test("the account that a body names pays too, beside the session's own", async () => {
  const body = { email: "bob@example.com" };
  for (const cookie of ["session=ada", "session=eve"]) expect(await callAuth("sign-in/email", cookie, body)).toBe(200);
  expect(await callAuth("sign-in/email", "session=sam", body)).toBe(429);
  expect(await callAuth("sign-in/email", "", body)).toBe(429);
});

test("a flood from one address looks up no more sessions than its budget pays for", async () => {
  const statuses = new Set<number>();
  for (let index = 0; index < 20; index += 1) {
    statuses.add(await callAuth("change-password", `session=user${index}`, {}, "192.0.2.1"));
  }
  expect([...statuses]).toEqual([200, 429]);
  expect(lookedUp).toHaveLength(2);
});

test("no session is looked up where none is sent, nor for a call that tries no password", async () => {
  expect(await callAuth("sign-in/email", "")).toBe(200);
  expect(await callAuth("sign-out", "session=ada")).toBe(200);
  expect(lookedUp).toEqual([]);
});

test("while the database is away nobody tries a password for free", async () => {
  expect(await callAuth("change-password", "session=away")).toBe(503);
});

test("0 a minute is no limit, and nothing is told of one", async () => {
  await build(0);
  const answers = await Promise.all(Array.from({ length: 50 }, async () => call(ada, "?charge=100")));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(answers[0]?.limit).toBe("undefined");
});
