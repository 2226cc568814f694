import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signUp } from "../e2e/person.js";
import { mintAccessToken } from "@typedo/auth";
import { readEffort } from "./testing/env.js";
import { isRecord } from "./testing/is-record.js";
import { goodValues, knownValues } from "./testing/known-values.js";
import { listRoutes, type RestRoute } from "./testing/procedure-routes.js";
import { arbitraryOf } from "./testing/schema-arbitrary.js";
import { callRest, callTrpc, type Input, withoutOwn } from "./testing/two-doors.js";
import { A_KEY, IDS, openWorld, SCOPES, type World } from "./testing/world.js";

const { runs, seed } = readEffort();
const routes = listRoutes();

const INSTANTS = ["2026-11-25T12:00:00.000Z", "1999-12-31T23:59:59.999Z", "2999-01-01T00:00:00.000Z"];

/** In the place of each one's own id. */
const SELF = "the-caller";

interface Twin {
  readonly userId: string;
  readonly name: string;
  /** With these scopes alone. */
  token(scopes?: readonly (typeof SCOPES)[number][]): Promise<string>;
  keyId: string;
}

let world: World;
let atRest: Twin;
let atTrpc: Twin;

beforeAll(async () => {
  world = await openWorld();
  atRest = await newTwin("rest");
  atTrpc = await newTwin("trpc");
});

afterAll(async () => {
  await world.stop();
});

/** Two who have the same history, but for their names. */
async function newTwin(name: string): Promise<Twin> {
  const { userId } = await signUp(world.url, name);
  const { secret, url: baseUrl } = world;
  const twin: Twin = {
    userId,
    name,
    token: async (scopes = SCOPES) => (await mintAccessToken({ secret, baseUrl, userId, scopes })).token,
    keyId: "",
  };
  await act(twin, "PATCH", "/api/me", { name: "A twin" });
  return twin;
}

/**
 * Brings what a call names to what its ids say. Both twins go the same way, so that their numbers are the same too.
 */
async function settle(twin: Twin, input: Input): Promise<void> {
  const text = JSON.stringify(input).toLowerCase();
  const named = Object.values(IDS).filter((id) => text.includes(id));
  for (const id of named) {
    if (id !== IDS.absent && id !== IDS.foreign) {
      await act(twin, "POST", `/api/tasks/${id}/restore`);
      await act(twin, "PUT", `/api/tasks/${id}`, { title: "As it was", dueDate: "2026-11-25" });
    }
    if (id === IDS.trashed) await act(twin, "DELETE", `/api/tasks/${id}`);
    if (id !== IDS.existing && id !== IDS.parent && id !== IDS.trashed) {
      await act(twin, "DELETE", `/api/tasks/${id}?permanent=true`);
    }
  }
  if (!text.includes(A_KEY)) return;
  const { items }: { items: { id: string }[] } = JSON.parse(await act(twin, "GET", "/api/me/keys"));
  for (const key of items) await act(twin, "DELETE", `/api/me/keys/${key.id}`);
  const { id }: { id: string } = JSON.parse(await act(twin, "POST", "/api/me/keys", { name: "A key" }));
  twin.keyId = id;
}

async function act(twin: Twin, method: string, target: string, body?: object): Promise<string> {
  const headers = body ? { "content-type": "application/json" } : {};
  const answer = await world.call(
    { method, target, headers, ...(body && { body: JSON.stringify(body) }) },
    await twin.token(),
  );
  return answer.text;
}

const isShared = (id: unknown) => Object.values<unknown>(IDS).includes(id);

/** The same call, by one twin at each door, comes to the same. */
async function expectSame(route: RestRoute, input: Input, scopes?: readonly (typeof SCOPES)[number][]): Promise<void> {
  const [rest, trpc] = [
    await callRest(world.url, route, own(input, atRest), await atRest.token(scopes)),
    await callTrpc(world.url, route, own(input, atTrpc), await atTrpc.token(scopes)),
  ];
  const isOfInput = (id: unknown) => isShared(id) || id === input["id"];
  expect(withoutOwn(trpc, isOfInput)).toEqual(withoutOwn(rest, isOfInput));
}

function own(input: Input, twin: Twin): Input {
  const fields = Object.entries(input).map(([name, value]) => {
    if (Array.isArray(value)) return [name, value.map((item: unknown) => (isRecord(item) ? own(item, twin) : item))];
    if (value === SELF) return [name, twin.userId];
    return [name, value === A_KEY ? twin.keyId : value];
  });
  return Object.fromEntries(fields);
}

/** What both doors can carry: no empty list in a query, no version that no header has, no key twice. */
function inputs(route: RestRoute, kind: typeof knownValues): fc.Arbitrary<Input> {
  const as = { method: route.method, path: route.path };
  const known = kind({ ada: { userId: SELF } }, as);
  return arbitraryOf(route.input, {
    document: route.document,
    known: (field) => {
      if (field === "ifVersion") return fc.constantFrom<unknown>(1, 2, 3, "*", [1, 2, 3], [7_000]);
      if (field === "idempotencyKey") return fc.uuid();
      // To the millisecond, which is all that a `Date` can hold.
      const schema = JSON.stringify(route.input.properties?.[field] ?? {});
      if (schema.includes("date-time")) return fc.constantFrom(...INSTANTS);
      if (field === "password") return fc.constantFrom("wrong", "🔑");
      return known(field);
    },
  })
    .filter(isRecord)
    .filter(
      (input) => !isText(route) || Object.values(input).every((value) => !Array.isArray(value) || value.length > 0),
    );
}

/** A query has nothing but lists where one is meant. */
function asSent(route: RestRoute, field: string, value: unknown): unknown {
  return isText(route) && route.input.properties?.[field]?.type === "array" ? [value] : value;
}

const isText = ({ method }: RestRoute) => method === "GET" || method === "DELETE";

describe("both doors come to the same", () => {
  test.each(routes)("$name, for what its schema takes", { timeout: 60_000 + runs * 2000 }, async (route) => {
    await fc.assert(
      fc.asyncProperty(inputs(route, knownValues), async (input) => {
        await settle(atRest, input);
        await settle(atTrpc, input);
        await expectSame(route, input);
      }),
      { numRuns: Math.ceil(runs / 2), seed },
    );
  });

  test.each(routes)("$name, for what it does not take", { timeout: 60_000 + runs * 2000 }, async (route) => {
    const fields = [...Object.keys(route.input.properties ?? {}), "unknown"].filter(
      (field) => field !== "userId" && route.headers[field] === undefined,
    );
    const bad = fc.constantFrom<unknown>(
      "",
      "nonsense",
      "2026-02-30",
      "x".repeat(501),
      "a\u0000",
      "👍".repeat(501),
      ...(isText(route) ? [] : [0, -1, 1.5, true, null, [], {}, [null], { a: 1 }]),
    );
    const spoiled = fc
      .tuple(inputs(route, goodValues), fc.constantFrom(...fields), bad)
      // A path is text, and none without it.
      .filter(([, field, value]) => !route.fieldsOfPath.includes(field) || (typeof value === "string" && value !== ""))
      .map(([input, field, value]) => Object.assign({}, input, { [field]: asSent(route, field, value) }));
    await fc.assert(
      fc.asyncProperty(spoiled, async (input) => expectSame(route, input)),
      { numRuns: runs, seed },
    );
  });

  test.each(routes)("$name, without its scope, and for another user", async (route) => {
    const [input] = fc.sample(inputs(route, goodValues), { numRuns: 1, seed });
    if (!input) throw new Error("There is no input to try");
    await expectSame(
      route,
      input,
      SCOPES.filter((scope) => scope !== route.scope),
    );
    await expectSame(route, { ...input, userId: "another" });
    const nobody = [
      await callRest(world.url, route, own(input, atRest), "nobody"),
      await callTrpc(world.url, route, own(input, atTrpc), "nobody"),
    ];
    expect(nobody[1]).toEqual(nobody[0]);
    expect(nobody[0]).toMatchObject({ status: 401, code: "unauthenticated" });
  });

  test("and both twins have the same tasks in the end, to their numbers", async () => {
    const list = routes.find(({ name }) => name === "tasks.list");
    if (!list) throw new Error("There is no list");
    for (const trashed of [false, true])
      await expectSame(list, { sort: "updatedAt", limit: 100, trashed, total: true });
  });

  test("an account that is deleted with its password is gone at both", async () => {
    const remove = routes.find(({ name }) => name === "me.delete");
    if (!remove) throw new Error("There is no deletion");
    const [rest, trpc] = [
      await callRest(world.url, remove, { password: "rest-password" }, await atRest.token()),
      await callTrpc(world.url, remove, { password: "trpc-password" }, await atTrpc.token()),
    ];
    expect([rest, trpc]).toEqual([{ output: undefined }, { output: undefined }]);
    for (const route of routes.filter(({ name }) => name === "me.get" || name === "tasks.list"))
      await expectSame(route, {});
  });
});
