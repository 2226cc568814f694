import { randomUUID } from "node:crypto";
import { type Database, sharedByCalls } from "@typedo/db";
import { watchStatements } from "@typedo/db/testing";
import { describe, expect, inject, test } from "vitest";
import { z } from "zod";
import type { Accounts, ApiKey } from "./accounts.js";
import { appRouter } from "./router.js";
import type { TestUser } from "./testing/callers.js";
import { setUpApi } from "./testing/set-up-api.js";

const { roundTrips, pageStatements } = inject("budgets");

const { testApi } = setUpApi();

/** The database, and a count of what is sent through it. A trip ends with the first answer that comes back. */
function counting(database: Database): { readonly database: Database; readonly count: Cost } {
  const count = { statements: 0, trips: 0 };
  let isUnderWay = false;
  const arrive = () => {
    isUnderWay = false;
  };
  const counted = watchStatements(database, (run) => async (statement, parameters) => {
    if (!isUnderWay) count.trips += 1;
    isUnderWay = true;
    count.statements += 1;
    const result = run(statement, parameters);
    void result.then(arrive, arrive);
    return result;
  });
  return { count, database: counted };
}

const key: ApiKey = {
  id: "8f0c1d9e-2b3a-4c5d-8e6f-7a8b9c0d1e2f",
  name: "Backup script",
  start: "typedo_AbCdE",
  scopes: ["tasks:read"],
  createdAt: new Date(),
  expiresAt: null,
  lastUsedAt: null,
};

/** Better Auth has a pool of its own, which is not counted. */
function accountsOf(userId: string): Accounts {
  const profile = { id: userId, name: "Ada", email: "ada@example.com", emailVerified: false, createdAt: new Date() };
  return {
    find: async () => profile,
    rename: async () => profile,
    remove: async () => "removed",
    listKeys: async () => [key],
    createKey: async () => ({ key, secret: "typedo_secret" }),
    revokeKey: async () => true,
  };
}

interface Cost {
  readonly statements: number;
  readonly trips: number;
}

interface Call {
  readonly what: string;
  readonly input: (ids: { readonly there: string; readonly trashed: string }) => object;
}

/** A typical call of each procedure. */
const calls: Readonly<Record<string, Call>> = {
  "tasks.list": { what: "the first page", input: () => ({}) },
  "tasks.get": { what: "a task that is there", input: ({ there }) => ({ id: there }) },
  "tasks.create": { what: "a title and a date", input: () => ({ title: "A", dueDate: "2026-11-25" }) },
  "tasks.update": { what: "completed", input: ({ there }) => ({ id: there, completed: true }) },
  "tasks.replace": { what: "a task that is there", input: ({ there }) => ({ id: there, title: "B" }) },
  "tasks.delete": { what: "into the trash", input: ({ there }) => ({ id: there }) },
  "tasks.restore": { what: "out of the trash", input: ({ trashed }) => ({ id: trashed }) },
  "tasks.batch": {
    what: "a create, an update and a delete",
    input: ({ there, trashed }) => ({
      operations: [
        { operation: "create", title: "C" },
        { operation: "update", id: there, completed: true },
        { operation: "delete", id: trashed, permanent: true },
      ],
    }),
  },
  "me.get": { what: "settings", input: () => ({}) },
  "me.update": { what: "another first day of the week", input: () => ({ weekStart: 7 }) },
  "me.delete": { what: "with the password", input: () => ({ password: "a password" }) },
  "me.keys.list": { what: "one key", input: () => ({}) },
  "me.keys.create": { what: "a key that reads", input: () => ({ name: "Backup", scopes: ["tasks:read"] }) },
  "me.keys.revoke": { what: "a key that is there", input: () => ({ id: key.id }) },
};

const procedures = Object.keys(appRouter._def.procedures);

/** Calls a procedure once as someone new, who has a task and another in the trash. */
async function countOf(procedure: string, more: object = {}): Promise<Cost> {
  const { principal, api } = await testApi.newUser();
  const ids = await makeTasks(api);
  const { database, count } = counting(testApi.database);
  const caller = testApi.callAs({ principal, database, accounts: accountsOf(principal.userId) });
  const called = procedure.split(".").reduce<unknown>((at, name) => Reflect.get(Object(at), name), caller);
  if (typeof called !== "function") throw new TypeError(`There is no ${procedure}`);
  await Reflect.apply(called, undefined, [{ ...calls[procedure]?.input(ids), ...more }]);
  return count;
}

async function makeTasks(api: TestUser["api"]) {
  const there = await api.tasks.create({ title: "There" });
  const trashed = await api.tasks.create({ title: "In the trash" });
  await api.tasks.delete({ id: trashed.id });
  return { there: there.id, trashed: trashed.id };
}

describe("what a call costs at the database", () => {
  test.each(procedures)("%s: as many statements and trips as its row says", async (procedure) => {
    expect(Object.keys(calls)).toContain(procedure);
    const { statements, trips } = roundTrips[procedure] ?? {};
    expect([procedure, await countOf(procedure)]).toEqual([procedure, { statements, trips }]);
  });

  test.each(procedures.filter(takesKey))(
    "%s: as many trips under an idempotency key as its row says",
    async (procedure) => {
      const { trips } = await countOf(procedure, { idempotencyKey: randomUUID() });
      expect([procedure, trips]).toEqual([procedure, roundTrips[procedure]?.tripsWithKey]);
    },
  );

  test.each([
    [{}, pageStatements.plain],
    [{ q: "there" }, pageStatements.searched],
    [{ label: ["some"], sort: "title" }, pageStatements.searched],
    [{ q: "there", sort: "-relevance" }, pageStatements.searched],
    [{ priority: ["high"] }, pageStatements.plain],
    [{ total: true }, pageStatements.counted],
    [{ q: "there", total: true }, pageStatements.searchedAndCounted],
  ])("a page of %j is asked for in one trip", async (listing, statements) => {
    expect(await countOf("tasks.list", listing)).toEqual({ statements, trips: 1 });
  });

  test("ten calls of one request that read in a moment share one trip", async () => {
    const { principal, api } = await testApi.newUser();
    const { there } = await makeTasks(api);
    const { database, count } = counting(testApi.database);
    const accounts = accountsOf(principal.userId);
    const caller = testApi.callAs({ principal, database: sharedByCalls(database), accounts });
    const gets = Array.from({ length: 8 }, async () => caller.tasks.get({ id: there }));
    const [page, me, ...found] = await Promise.all([caller.tasks.list({}), caller.me.get({}), ...gets]);
    expect([page.items[0]?.id, me.id, new Set(found.map(({ id }) => id))]).toEqual([
      there,
      principal.userId,
      new Set([there]),
    ]);
    // That which begins the transaction, sets the user and ends it, and one for each call.
    expect(count).toEqual({ statements: 3 + 10, trips: 1 });
  });

  test("no row is left of a procedure that is gone", () => {
    expect(Object.keys(roundTrips).toSorted()).toEqual(procedures.toSorted());
  });

  test("is told in the docs", async () => {
    await expect(describeBudget()).toMatchFileSnapshot("../../../docs/round-trips.md");
  });
});

function takesKey(procedure: string): boolean {
  const called: unknown = Reflect.get(appRouter._def.procedures, procedure);
  const definition: unknown = Reflect.get(Object(called), "_def");
  const inputs: unknown = Reflect.get(Object(definition), "inputs");
  return (
    Array.isArray(inputs) && inputs.some((input) => input instanceof z.ZodObject && "idempotencyKey" in input.shape)
  );
}

function describeBudget(): string {
  return `# Round trips

What each procedure costs at the database, by a typical call: statements, those that begin and end the transaction
included; trips, which are the times that an answer is waited for before more is sent; and trips under an idempotency
key. What Better Auth asks of its own pool is not counted. A test measures each, and writes this page
(\`vitest run -u src/round-trips.test.ts\` in \`packages/api\`, once \`budgets.ts\` says what is meant).

${writeTable([
  ["procedure", "call", "statements", "trips", "trips with a key"],
  ...Object.entries(roundTrips).map(([procedure, { statements, trips, tripsWithKey = "" }]) =>
    [`\`${procedure}\``, calls[procedure]?.what ?? "", statements, trips, tripsWithKey].map(String),
  ),
])}`;
}

/** A table of Markdown; all but the first two columns are numbers. */
function writeTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number) => column < 2;
  const write = (row: readonly string[]) =>
    `| ${widths.map((width, column) => (isText(column) ? row[column]?.padEnd(width) : row[column]?.padStart(width))).join(" | ")} |\n`;
  const rule = widths.map((width, column) => (isText(column) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [head, rule, ...rows].map(write).join("");
}
