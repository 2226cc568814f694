import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { INSIDE } from "./testing/answer-checks.js";
import { badAuth } from "./testing/bad-auth.js";
import { badBodies } from "./testing/bad-bodies.js";
import { badCalls } from "./testing/bad-calls.js";
import { badPaths } from "./testing/bad-paths.js";
import { badQueries } from "./testing/bad-queries.js";
import { badTrpc } from "./testing/bad-trpc.js";
import { rawRequests, sendRaw } from "./testing/raw-requests.js";
import { type Exchange, fail, type Wire } from "./testing/wire.js";
import { IDS, openWorld, SCOPES, type World } from "./testing/world.js";

let world: World;
/** After the last request. */
let last: Awaited<ReturnType<typeof tally>>;
const account = { scope: "account" };

beforeAll(async () => {
  world = await openWorld();
  await world.prepare({ method: "GET", target: IDS.existing, headers: {} });
  last = await tally();
});

afterAll(async () => {
  await world.stop();
});

/** What there is of Ada's, and how often it changed. */
async function tally() {
  const target = `/api/tasks/${IDS.existing}`;
  const { text } = await world.call({ method: "GET", target, headers: {} });
  return { ...(await world.tally(account)), existing: text };
}

/** What there is is what there was when the request before was done. */
async function expectUnchanged(): Promise<void> {
  const before = last;
  last = await tally();
  expect(last).toEqual(before);
}

/** Sends one, and sees that it is refused as it should be, and does nothing. */
async function refuse(wire: Wire): Promise<Exchange> {
  const exchange = { wire, answer: await world.call(wire) };
  const { status, headers, text } = exchange.answer;
  if (status < 400 || status >= 500) fail(exchange, "It is not refused");
  if (!/^application\/(?:problem\+)?json/.test(headers["content-type"] ?? "")) fail(exchange, "The answer is no JSON");
  if (INSIDE.test(withoutPath(text))) fail(exchange, "It tells of the inside");
  await expectUnchanged();
  return exchange;
}

/** What was asked for may be told again. */
function withoutPath(text: string): string {
  return text.replace(/"instance":"(?:[^"\\]|\\.)*"/, "");
}

function expectProblem({ wire, answer }: Exchange): void {
  if (answer.headers["content-type"] !== "application/problem+json") fail({ wire, answer }, "It is no problem");
  const problem: unknown = JSON.parse(answer.text);
  expect(problem).toMatchObject({
    type: expect.stringMatching(/^\/docs\/errors\/\w+$/),
    status: answer.status,
    requestId: answer.headers["x-request-id"],
  });
}

/** There is a page at the problem's type. */
async function expectPage({ answer }: Exchange): Promise<void> {
  const { type }: { type: string } = JSON.parse(answer.text);
  expect(await world.call({ method: "GET", target: type, headers: {} })).toMatchObject({ status: 200 });
}

/** A call of tRPC, or each of a batch, is told what is wrong in tRPC's shape. */
function expectTrpcErrors(exchange: Exchange): void {
  const { answer } = exchange;
  // What does not get as far as tRPC is a problem, as everywhere.
  if (answer.headers["content-type"] === "application/problem+json") return expectProblem(exchange);
  const answered: unknown = JSON.parse(answer.text);
  for (const one of [answered].flat()) {
    const error = {
      json: {
        data: { code: expect.any(String), requestId: answer.headers["x-request-id"], httpStatus: expect.any(Number) },
      },
    };
    expect(one).toMatchObject({ error });
  }
}

const shorten = (text: string | Buffer) => JSON.stringify(text.toString().slice(0, 70));

const withName = (path: string) => [shorten(path), path] as const;

describe("is refused, does nothing, and is told why", () => {
  test.each(badPaths.map(withName))("the path %s", async (_name, target) => {
    expectProblem(await refuse({ method: "GET", target, headers: {} }));
  });

  test.each(badQueries.map((query) => [shorten(query), query]))("the query %s", async (_name, query) => {
    expectProblem(await refuse({ method: "GET", target: `/api/tasks?${query}`, headers: {} }));
  });

  test.each(badBodies.map((body) => [shorten(body), body] as const))("the body %s", async (_name, body) => {
    const headers = { "content-type": "application/json" };
    expectProblem(await refuse({ method: "POST", target: "/api/tasks", headers, body }));
  });

  test.each(badCalls)("%s", async (_name, wire) => {
    expectProblem(await refuse(wire));
  });

  test.each(badTrpc)("at tRPC: %s", async (_name, wire) => {
    expectTrpcErrors(await refuse(wire));
  });

  test.each(badAuth)("at /api/auth: %s, by %i", async (_name, status, wire) => {
    const exchange = await refuse(wire);
    if (exchange.answer.status !== status) fail(exchange, `The status is not ${status}`);
    expectProblem(exchange);
    await expectPage(exchange);
    expect(exchange.answer.headers["allow"] !== undefined).toBe(status === 405);
  });
});

describe("bytes that are no good HTTP are refused, and do nothing:", () => {
  const cases = rawRequests.map(([name, bytes, status]) => ({ name, bytes, status }));
  test.each(cases)("$name", async ({ bytes, status }) => {
    const { statuses, text } = await sendRaw(world.url, bytes.replaceAll("TOKEN", await world.tokenWith(SCOPES)));
    expect(statuses.filter((one) => one < 400 || one >= 500)).toEqual([]);
    if (status !== undefined) expect(statuses).toEqual([status]);
    if (statuses.length > 0) expect(text).toMatch(/content-type: application\/(?:problem\+)?json/i);
    expect(withoutPath(text)).not.toMatch(INSIDE);
    await expectUnchanged();
  });
});

test("after all of it the server is well, and has logged no fault of its own", async () => {
  expect((await world.call({ method: "GET", target: "/readyz", headers: {} })).status).toBe(200);
  expect((await world.call({ method: "GET", target: "/api/tasks", headers: {} })).status).toBe(200);
  const faults = world
    .output()
    .split("\n")
    .filter((line) => /"level":(?:50|60)/.test(line));
  expect(faults).toEqual([]);
});
