import { appRouter, errorCatalogue } from "@typedo/api";
import { type ListedExample, listExamples } from "@typedo/trpc-rest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readJson } from "../e2e/person.js";
import { describeApi } from "../describe-api.js";
import { listOperations, type OpenApi } from "./testing/open-api.js";
import { differences } from "./testing/same-as-example.js";
import { openWorld, type World } from "./testing/world.js";

const examples = listExamples(appRouter, errorCatalogue);
const document: OpenApi = JSON.parse(JSON.stringify(describeApi("http://localhost:3000")));
const PASSWORD = "correct horse battery staple";

let world: World;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(async () => {
  await world.stop();
});

/** Ada Lovelace with a plan for the plants, stamps in the trash, and a key, as the examples have it. */
async function settle(email: string): Promise<{ token: string; keyId: string }> {
  const { url } = world;
  const json = { "content-type": "application/json" };
  const signedUp = await fetch(`${url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { ...json, origin: url },
    body: JSON.stringify({ name: "Ada Lovelace", email, password: PASSWORD }),
  });
  const cookie = signedUp.headers
    .getSetCookie()
    .map((one) => one.split(";", 1)[0])
    .join("; ");
  const { token } = await readJson<{ token: string }>(
    await fetch(`${url}/api/auth/access-token`, { headers: { cookie } }),
  );
  const call = async (method: string, target: string, body: object = {}) =>
    world.call({ method, target, headers: json, body: JSON.stringify(body) }, token);
  await call("PUT", "/api/tasks/0198c4a2-7d1e-7b3a-9c55-2f6a1e8d4b10", {
    title: "Water the plants",
    notes: "The ferns need *more*.",
    priority: "high",
    dueDate: "2026-12-01",
    dueTime: "18:00",
    timeZone: "Europe/Berlin",
    labels: ["home"],
  });
  const stamps = "/api/tasks/0198c4a2-9a40-7e6c-8f21-5d3b7c9e1a22";
  await call("PUT", stamps, { title: "Buy stamps" });
  await world.call({ method: "DELETE", target: stamps, headers: {} }, token);
  const key = { name: "Backup script", scopes: ["tasks:read"], expiresAt: "2099-12-31T23:59:59Z" };
  const { id }: { id: string } = JSON.parse((await call("POST", "/api/me/keys", key)).text);
  return { token, keyId: id };
}

/** Of the key that is there, in the examples. */
const KEY_ID = "7f0d6b1e-2c4a-4e8f-9b3d-1a5c6e8f0d2b";

describe("an example of the document", () => {
  test.each(examples)("is true: $operationId, $name", async (example) => {
    const isAboutAda = example.procedure.startsWith("me.");
    const { token, keyId } = await settle(isAboutAda ? "ada@example.com" : `${crypto.randomUUID()}@example.com`);
    const answer = await world.call(
      {
        method: example.method,
        target: `${example.path}${example.search}`.replace(KEY_ID, keyId),
        headers: { ...(example.body !== undefined && { "content-type": "application/json" }), ...example.headers },
        ...(example.body !== undefined && { body: JSON.stringify(example.body) }),
      },
      token,
    );
    expect([answer.status, answer.text]).toEqual([example.status, expect.anything()]);
    const body: unknown = answer.text === "" ? undefined : JSON.parse(answer.text);
    expect(differences(example.answer, body, chosenBy(example))).toEqual([]);
    if (isAboutAda) {
      const remove = { method: "POST", target: "/api/me/delete", headers: { "content-type": "application/json" } };
      await world.call({ ...remove, body: JSON.stringify({ password: PASSWORD }) }, token);
    }
  });

  test("is there for every operation: one that succeeds, and one that fails where the operation's own errors are many", () => {
    for (const { id, responses } of listOperations(document)) {
      const statuses = examples.filter(({ operationId }) => operationId === id).map(({ status }) => status);
      expect([id, statuses.some((status) => status < 300)]).toEqual([id, true]);
      const own = [404, 412].filter((status) => responses.has(status));
      if (own.length > 0) expect([id, statuses.some((status) => own.includes(status))]).toEqual([id, true]);
    }
  });

  test("that is false would fail", () => {
    const there = examples.find(({ name }) => name === "there");
    const example = there?.answer;
    expect(differences(example, { ...Object(example), title: "Something else" }, "")).toHaveLength(1);
    expect(differences(example, { ...Object(example), surplus: 1 }, "")).toHaveLength(1);
    expect(differences(example, { ...Object(example), id: crypto.randomUUID() }, there?.path ?? "")).toHaveLength(1);
    expect(differences(example, { ...Object(example), seq: "7", createdAt: "2020-01-01T00:00:00.000Z" }, "")).toEqual(
      [],
    );
  });
});

function chosenBy({ path, search, body }: ListedExample): string {
  return `${path}${search}${JSON.stringify(body ?? null)}`;
}
