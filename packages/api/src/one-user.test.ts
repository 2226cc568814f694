import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { appRouter } from "./router.js";
import { field, recording, type Sent, stepsOf, toLiteral } from "./testing/explain.js";
import { boundedListings, countedListings, flatListings, searchedListings } from "./testing/listings.js";
import { setUpApi } from "./testing/set-up-api.js";

// Tables that are distributed by `user_id` (Citus) serve a statement on one machine if it names the user for each of
// them, or for one that the others are joined to by it. PostgreSQL's planner tells: it finds out what equals what.

const { testApi } = setUpApi();

/** Of Better Auth's tables alone, which are not distributed. */
const OF_ACCOUNTS = new Set(["me.delete", "me.keys.list", "me.keys.create", "me.keys.revoke"]);

/** What is sent for a call of each procedure, and of each kind of list. */
async function sentByAll(): Promise<readonly Sent[]> {
  const { principal, api } = await testApi.newUser();
  const { sent, database } = recording(testApi.database);
  const { userId } = principal;
  const profile = { id: userId, name: "Ada", email: "ada@example.com", emailVerified: true, createdAt: new Date() };
  const refuse = async () => {
    throw new Error("No accounts here");
  };
  const caller = testApi.callAs({
    principal,
    database,
    accounts: {
      find: async () => profile,
      rename: async () => profile,
      remove: refuse,
      listKeys: refuse,
      createKey: refuse,
      revokeKey: refuse,
    },
  });
  const [there, part] = [await api.tasks.create({ title: "There" }), await api.tasks.create({ title: "Part" })];
  const { id } = there;
  const idempotencyKey = randomUUID();
  const calls: readonly (readonly [string, object])[] = [
    ["tasks.create", { title: "A", notes: "B", parentId: id, idempotencyKey }],
    ["tasks.get", { id }],
    ["tasks.update", { id, completed: true, ifVersion: 1 }],
    ["tasks.replace", { id: part.id, title: "B", parentId: id }],
    ["tasks.delete", { id: part.id }],
    ["tasks.restore", { id: part.id }],
    [
      "tasks.batch",
      {
        operations: [
          { operation: "create", title: "C" },
          { operation: "update", id, completed: false },
          { operation: "delete", id: part.id, permanent: true },
        ],
      },
    ],
    ["me.get", {}],
    ["me.update", { timeZone: "Asia/Kolkata", weekStart: 7 }],
    ...[...flatListings, ...boundedListings, ...searchedListings].map(
      ([, listing]) => ["tasks.list", listing] as const,
    ),
    ...countedListings.map(([, listing]) => ["tasks.list", { ...listing, total: true }] as const),
    ["tasks.list", { limit: 1, cursor: (await api.tasks.list({ limit: 1 })).nextCursor ?? "" }],
  ];
  const procedures = Object.keys(appRouter._def.procedures).filter((path) => !OF_ACCOUNTS.has(path));
  expect(new Set(calls.map(([path]) => path))).toEqual(new Set(procedures));
  for (const [path, input] of calls) {
    const called = path.split(".").reduce<unknown>((at, name) => Reflect.get(Object(at), name), caller);
    if (typeof called !== "function") throw new TypeError(`There is no ${path}`);
    await Reflect.apply(called, undefined, [input]);
  }
  return [...new Map(sent.map((one) => [one.statement, one])).values()];
}

/** How PostgreSQL would do it with no policy to add the user's condition. */
async function planOf({ statement, parameters }: Sent): Promise<unknown[]> {
  const values = parameters.length === 0 ? "" : `(${parameters.map(toLiteral).join(", ")})`;
  const [row] = await testApi.owner.begin(async (transaction) => {
    await transaction.unsafe(`prepare explained as ${statement}`);
    const explained = await transaction.unsafe(`explain (verbose, format json) execute explained${values}`);
    await transaction.unsafe("deallocate explained");
    return explained;
  });
  const plans: unknown = row?.["QUERY PLAN"];
  const [plan]: unknown[] = Array.isArray(plans) ? plans : [];
  return stepsOf(field(plan, "Plan"));
}

const CONDITIONS = ["Index Cond", "Recheck Cond", "Filter"];

/** What a step calls, wherever it is written: to read from, among what it gives, or in a condition. */
function functionsOf(step: unknown): string[] {
  const parts = Object.entries(Object(step)).filter(([name]) => name !== "Plans");
  return [...JSON.stringify(parts).matchAll(/\bapp\.(\w+)\(/g)].map(([, name]) => `function ${name}`);
}

/** Steps that would have to ask every machine, as "Seq Scan of tasks"; and functions, which may do so inside. */
function stepsOnAll(steps: readonly unknown[], statement: string): string[] {
  const found = steps.flatMap(functionsOf);
  for (const step of steps) {
    const [table, type] = [field(step, "Relation Name"), String(field(step, "Node Type"))];
    if (field(step, "Schema") !== "app" || type === "Function Scan") continue;
    if (type === "ModifyTable") {
      // What is changed or deleted comes from a scan, which is looked at by itself.
      const isAsked =
        field(step, "Operation") !== "Insert" || /^insert into "app"\."\w+" \("user_id", /.test(statement);
      if (!isAsked) found.push(`insert into ${String(table)}`);
    } else {
      const conditions = CONDITIONS.map((name) => field(step, name))
        .filter((condition) => typeof condition === "string")
        .join(" ");
      if (!/\buser_id = (?:'|\$\d|[\w.]*\buser_id\b)/.test(conditions)) found.push(`${type} of ${String(table)}`);
    }
  }
  return found;
}

test("every statement names the user for each of the users' tables, and the functions that they call are known", async () => {
  const sent = (await sentByAll()).filter(({ statement }) => /\bapp\b\W+\w+/.test(statement) && !isSetting(statement));
  expect(sent.length).toBeGreaterThan(40);
  const found = new Set<string>();
  for (const one of sent) {
    for (const step of stepsOnAll(await planOf(one), one.statement)) found.add(step);
  }
  // The first adds the user's own row, the second reads no table, and the third asks for everybody's tasks.
  expect([...found].toSorted()).toEqual(["function ensure_state", "function search_query", "function search_tasks"]);
});

const isSetting = (statement: string) => statement.startsWith("select set_config(");

test("a statement that leaves the user out is seen", async () => {
  for (const [statement, step] of [
    ["select title from app.tasks where id = gen_random_uuid()", "of tasks"],
    ["delete from app.tombstones where version < 3", "of tombstones"],
    ["select 1 from app.tasks t join app.tasks p on p.id = t.parent_id where t.user_id = 'ada'", "of tasks"],
    // Reads everybody's tasks, and names no table.
    ["select app.any_task_without_words() from (values (1)) as one", "function any_task_without_words"],
    [
      "select 1 from app.user_state where user_id = 'ada' and app.any_task_without_words()",
      "function any_task_without_words",
    ],
    ["select 1 from app.search_tasks('{}', '{}', 1)", "function search_tasks"],
  ] as const) {
    expect(stepsOnAll(await planOf({ statement, parameters: [] }), statement).join()).toContain(step);
  }
  const joined = "select 1 from app.tasks t join app.user_state s on s.user_id = t.user_id where t.user_id = 'ada'";
  expect(stepsOnAll(await planOf({ statement: joined, parameters: [] }), joined)).toEqual([]);
});
