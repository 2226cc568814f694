import { type Auth, createAuth } from "@typedo/auth";
import { type AuthDatabase, openAuthDatabase } from "@typedo/db";
import { createTestDatabase, ownerClient, type TestDatabase } from "@typedo/db/testing";
import { fastify, type FastifyInstance } from "fastify";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { authProblem } from "../auth-problem.js";
import { openLimits } from "../limits/limits.js";
import { openMemoryStore } from "../limits/memory-store.js";
import { answerErrors } from "./answer-errors.js";
import { identifyCaller } from "./identify-caller.js";
import { limitRequests } from "./limit-requests.js";

/** Requests of one address in a minute. */
const LIMIT = 20;
const ADDRESS = "192.0.2.1";

let database: TestDatabase;
let pool: AuthDatabase;
/** Keys that the database was asked for. */
let looks: number;
let app: FastifyInstance;
let auth: Auth;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openAuthDatabase(database.auth, { poolSize: 2 });
  await ownerClient(database)`insert into auth."user" (id, name, email) values ('ada', 'Ada', 'ada@example.com')`;
});

afterAll(async () => {
  await pool.close();
  await database.close();
});

const counting = () =>
  new Proxy(pool, {
    get(target, name, receiver) {
      if (name === "select") looks += 1;
      return Reflect.get(target, name, receiver);
    },
  });

/** As if the process had just been started. */
beforeEach(async () => {
  auth = createAuth({
    database: counting(),
    secret: "a secret of the tests, which is long enough",
    baseUrl: "http://localhost:3000",
    trustedOrigins: [],
    problem: authProblem,
    sendMail: async () => {},
    log: () => {},
  });
  const limits = openLimits(
    { rateLimit: LIMIT, authRateLimit: LIMIT },
    openMemoryStore(() => performance.now()),
  );
  const setting = { environment: { baseUrl: "http://localhost:3000" }, services: { auth }, limits };
  app = fastify();
  answerErrors(app);
  identifyCaller(app, setting);
  limitRequests(app, setting);
  app.get("/api/thing", async ({ identity }) => {
    if (identity?.refusal) throw identity.refusal;
    return {};
  });
  await app.ready();
  looks = 0;
});

async function call(key: string, address = ADDRESS) {
  const { statusCode, headers } = await app.inject({
    url: "/api/thing",
    remoteAddress: address,
    headers: { authorization: `Bearer ${key}` },
  });
  return { status: statusCode, limit: String(headers["ratelimit"]) };
}

let made = 0;

/** Well-formed, and nobody's. */
function strangeKey(): string {
  made += 1;
  const letters = Array.from(String(made), (digit) => String.fromCodePoint(97 + Number(digit))).join("");
  return `typedo_${letters.padStart(64, "Z")}`;
}

async function goodKey(): Promise<string> {
  const key = await auth.accounts.createKey("ada", { name: "Script", scopes: ["tasks:read"], expiresAt: null });
  if (typeof key === "string") throw new Error(key);
  return key.secret;
}

const statusesOf = (answers: readonly { status: number }[]) => answers.map(({ status }) => status);

test("an address can have no more made-up keys looked up than it has requests, one after the other or at once", async () => {
  for (let index = 0; index < LIMIT / 2; index += 1) expect((await call(strangeKey())).status).toBe(401);
  const many = await Promise.all(Array.from({ length: 200 }, async () => call(strangeKey())));
  expect(statusesOf(many).filter((status) => status === 401)).toHaveLength(LIMIT / 2);
  expect(statusesOf(many).filter((status) => status === 429)).toHaveLength(200 - LIMIT / 2);
  expect(looks).toBe(LIMIT);
});

test("each of them costs the address one request, which the answer tells of", async () => {
  expect((await call(strangeKey())).limit).toMatch(/^"address";r=19;/);
  expect((await call(strangeKey())).limit).toMatch(/^"address";r=18;/);
  expect((await call("no.valid.token")).limit).toMatch(/^"address";r=17;/);
});

test("good keys cost their address nothing, not even when they are new", async () => {
  for (let index = 0; index < LIMIT + 5; index += 1) {
    const { status, limit } = await call(await goodKey());
    expect([status, limit]).toEqual([200, expect.stringMatching(/^"key";r=19;/)]);
  }
  expect((await call(strangeKey())).limit).toMatch(/^"address";r=19;/);
});

test("a key that was good goes on working from an address that has nothing left", async () => {
  const key = await goodKey();
  expect((await call(key)).status).toBe(200);
  const strange = await Promise.all(Array.from({ length: LIMIT + 1 }, async () => call(strangeKey())));
  expect(statusesOf(strange)).toContain(429);
  expect((await call(key)).status).toBe(200);
  // A new one has to wait there, and nowhere else.
  const another = await goodKey();
  expect((await call(another)).status).toBe(429);
  expect((await call(another, "192.0.2.2")).status).toBe(200);
});
