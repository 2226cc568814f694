import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeApi } from "../describe-api.js";
import { type AnswerChecks, makeChecks, readProblem } from "./testing/answer-checks.js";
import { type Draft, drafts, writeDraft } from "./testing/draft.js";
import { readEffort } from "./testing/env.js";
import { followUp } from "./testing/follow-up.js";
import { isRecord } from "./testing/is-record.js";
import { judge, names } from "./testing/judge.js";
import { goodValues, knownValues } from "./testing/known-values.js";
import { badTokens, otherSpoilers } from "./testing/more-spoilers.js";
import { listOperations, type OpenApi, type Operation } from "./testing/open-api.js";
import { bodySpoilers, type Spoil } from "./testing/spoilers.js";
import { type Exchange, fail } from "./testing/wire.js";
import { A_PASSWORD, openWorld, SCOPES, type World } from "./testing/world.js";

const { runs, seed } = readEffort();
const document: OpenApi = JSON.parse(JSON.stringify(describeApi("http://localhost:3000")));
const operations = listOperations(document);
const TIMEOUT = 60_000 + runs * 2000;

let world: World;
let checks: AnswerChecks;

beforeAll(async () => {
  world = await openWorld();
  checks = makeChecks(world.document, world.url);
});

afterAll(async () => {
  await world.stop();
});

describe("a request that the document's schemas take", () => {
  test.each(operations)("$method $path is answered as described", { timeout: TIMEOUT }, async (operation) => {
    const valid = drafts(operation, { document, known: knownValues(world, operation) });
    await fc.assert(
      fc.asyncProperty(valid, async (draft) => tryValid(operation, draft)),
      { numRuns: runs, seed },
    );
  });
});

async function tryValid(operation: Operation, draft: Draft): Promise<void> {
  const isDisposable = isRecord(draft.body) && draft.body["password"] === A_PASSWORD;
  const person = isDisposable ? await world.disposable() : undefined;
  const { userId: _anothers, ...query } = draft.query;
  const sent = person
    ? { ...draft, query, body: { ...Object(draft.body), password: person.password, userId: undefined } }
    : draft;
  const wire = await world.prepare(writeDraft(operation, sent));
  const token = person?.token ?? (await world.tokenWith(SCOPES));
  const without = await world.tokenWith(SCOPES.filter((scope) => scope !== operation.scope));

  for (const [refused, status] of [
    [await world.call({ ...wire, headers: { ...wire.headers, authorization: "" } }), 401],
    [await world.call(wire, without), 403],
  ] as const) {
    await checks.check(operation, { wire, answer: refused });
    if (refused.status !== status) fail({ wire, answer: refused }, `Who may not was not told ${status}`);
  }
  const exchange = { wire, answer: await world.call(wire, token) };
  await checks.check(operation, exchange);
  judge(operation, sent, world.ada.userId, exchange);
  if (exchange.answer.status < 300) await followUp(world, operations, { operation, draft: sent, exchange, token });
}

describe("a request that is wrong in one way is refused for it, and changes nothing", () => {
  for (const operation of operations) {
    const spoilers = operation.bodies.size > 0 ? [...bodySpoilers, ...otherSpoilers] : otherSpoilers;
    test(`${operation.method} ${operation.path}`, { timeout: TIMEOUT }, async () => {
      for (const [name, spoil] of spoilers) {
        const chosen = fc.tuple(
          drafts(operation, { document, known: goodValues(world, operation) }),
          fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
        );
        await fc.assert(
          fc.asyncProperty(chosen, async ([draft, choices]) => tryInvalid(operation, draft, spoil, choices)),
          { numRuns: Math.ceil(runs / 10), seed: seed + name.length },
        );
      }
    });
  }
});

async function tryInvalid(operation: Operation, draft: Draft, spoil: Spoil, choices: readonly number[]): Promise<void> {
  let next = 0;
  const pick = <T>(from: readonly T[]) => {
    next += 1;
    return from[(choices[next % choices.length] ?? 0) % Math.max(1, from.length)];
  };
  const spoiled = spoil({ document, checks, operation, draft, pick });
  if (!spoiled) return;
  const wire = await world.prepare(spoiled.wire);
  const before = await world.tally(operation);
  const exchange: Exchange = { wire, answer: await world.call(wire) };
  expect(await world.tally(operation)).toEqual(before);
  await checks.check(operation, exchange);
  if (!spoiled.statuses.includes(exchange.answer.status))
    fail(exchange, `It should be ${spoiled.statuses.join(" or ")}`);
  const { field } = spoiled;
  const { errors = [] } = readProblem(exchange);
  if (field !== undefined && !errors.some(({ pointer }) => names(pointer, field))) {
    fail(exchange, `No fault is at ${field}`);
  }
}

describe("a token that is not good for it", () => {
  test.each(operations)("is refused by $method $path, and nothing changes", async (operation) => {
    const good = drafts(operation, { document, known: goodValues(world, operation) });
    const [draft] = fc.sample(good, { numRuns: 1, seed });
    if (!draft) throw new Error("There is no request to try");
    const wire = await world.prepare(writeDraft(operation, draft));
    const before = await world.tally(operation);
    for (const { what, authorization, status } of await badTokens(world, operation.scope)) {
      const headers = { ...wire.headers, authorization: authorization ?? "" };
      const exchange = { wire, answer: await world.call({ ...wire, headers }) };
      expect([what, exchange.answer.status]).toEqual([what, status]);
      await checks.check(operation, exchange);
    }
    expect(await world.tally(operation)).toEqual(before);
  });
});

describe("a path that is described", () => {
  test.each(Object.keys(document.paths))("%s knows the methods that are described, and no others", async (path) => {
    const described = operations.filter((operation) => operation.path === path).map(({ method }) => method);
    const known = new Set([...described, "OPTIONS", ...(described.includes("GET") ? ["HEAD"] : [])]);
    const target = path.replaceAll(/\{[^}]+\}/g, "e0000000-0000-4000-8000-000000000001");
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "QUERY"]) {
      const { status, headers } = await world.call({ method, target, headers: { authorization: "" } });
      const allowed = headers["allow"]?.split(", ").toSorted();
      if (!known.has(method)) expect([method, status, allowed]).toEqual([method, 405, [...known].toSorted()]);
      else expect([method, status === 405]).toEqual([method, false]);
    }
  });
});

test("an answer that is not as described is seen", async () => {
  const operation = operations.find(({ id }) => id === "me-get");
  if (!operation) throw new Error("There is no me-get");
  const wire = { method: "GET", target: "/api/me", headers: {} };
  const answer = await world.call(wire);
  await checks.check(operation, { wire, answer });
  const { "x-request-id": _left, ...headers } = answer.headers;
  for (const [wrong, why] of [
    [{ ...answer, status: 418 }, "The status is not described"],
    [{ ...answer, status: 500 }, "The server failed"],
    [{ ...answer, headers }, "There is no X-Request-Id"],
    [{ ...answer, headers: { ...answer.headers, etag: '"1"' } }, "etag is not described for this answer"],
    [{ ...answer, headers: { ...answer.headers, "content-type": "text/html" } }, "The content type text/html"],
    [{ ...answer, text: answer.text.replace('"name"', '"title"') }, "The body is not as described"],
  ] as const) {
    await expect(checks.check(operation, { wire, answer: wrong })).rejects.toThrow(why);
  }
});
