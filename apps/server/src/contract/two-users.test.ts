import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Person } from "../e2e/person.js";
import { openRig, type Rig } from "../faults/rig.js";
import { readEffort } from "./testing/env.js";
import { isRecord } from "./testing/is-record.js";
import { goodValues } from "./testing/known-values.js";
import { listRoutes, type RestRoute } from "./testing/procedure-routes.js";
import { arbitraryOf } from "./testing/schema-arbitrary.js";
import { callRest, callTrpc, type Input } from "./testing/two-doors.js";

// Every procedure, at both doors, called by Ada with what is Bob's: his ids, cursor, keys, words and labels. Nothing of
// his may come back, and nothing of his may change. A new procedure is tried by itself.

const { runs, seed } = readEffort();
const routes = listRoutes();

/** Words that Ada asks for, and beside them, in the same fields, what she must never see. */
const WORD = "zanzibar";
const SECRET = "5ecre7";
const LABEL = "of-bob";
/** A setting of Bob's that nobody else makes. */
const ZONE = "Antarctica/Troll";

/** Under which both create the same. */
const USED_KEY = "a-key-of-bob";

async function create(token: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${rig.server.url}/api/tasks`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": USED_KEY },
    body: JSON.stringify({ title: `${WORD} twice` }),
  });
  return JSON.parse(await answer.text());
}

interface Bobs {
  readonly person: Person;
  readonly tasks: readonly string[];
  readonly cursor: string;
  readonly key: string;
}

let rig: Rig;
let ada: Person;
let bob: Bobs;

beforeAll(async () => {
  rig = await openRig();
  const [first, second] = rig.people;
  if (!first || !second) throw new Error("Two are needed");
  ada = first;
  bob = await furnish(second);
});

afterAll(() => rig.close());

async function furnish(person: Person): Promise<Bobs> {
  const tasks: string[] = [];
  const add = async (fields: object) => {
    const body = { title: `${WORD} ${SECRET}`, notes: `${WORD} ${SECRET}`, labels: [LABEL, SECRET], ...fields };
    const answer = await person.call("POST", "/api/tasks", body);
    const { id }: { id: string } = JSON.parse(await answer.text());
    tasks.push(id);
    return id;
  };
  const parentId = await add({ dueDate: "2026-11-25" });
  await add({ parentId });
  await person.call("DELETE", `/api/tasks/${await add({})}`);
  await create(person.token);
  await person.call("PATCH", "/api/me", { name: SECRET, timeZone: ZONE });
  const made: { id: string } = JSON.parse(await (await person.call("POST", "/api/me/keys", { name: SECRET })).text());
  const page = await (await person.call("GET", "/api/tasks?limit=1")).text();
  const { nextCursor }: { nextCursor: string } = JSON.parse(page);
  return { person, tasks, cursor: nextCursor, key: made.id };
}

/** Inputs that name what is Bob's, wherever an input can name anything. */
function inputs(route: RestRoute): fc.Arbitrary<Input> {
  const { tasks, cursor, key, person } = bob;
  const ofBob: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    id: fc.constantFrom(...(route.path.includes("/keys") ? [key] : tasks)),
    parentId: fc.constantFrom(...tasks, null, null, null),
    userId: fc.oneof(
      { weight: 12, arbitrary: fc.constant(ada.userId) },
      { weight: 1, arbitrary: fc.constant(person.userId) },
    ),
    onlyCreate: fc.constant(false),
    cursor: fc.constant(cursor),
    idempotencyKey: fc.oneof({ weight: 1, arbitrary: fc.constant(USED_KEY) }, { weight: 3, arbitrary: fc.uuid() }),
    ifVersion: fc.constantFrom<unknown>("*", 1, undefined, undefined),
    q: fc.constantFrom(WORD, `${WORD} ${WORD}`),
    label: fc.constant([LABEL]),
    password: fc.constant("bob-password"),
    name: fc.constant("Ada"),
  };
  const good = goodValues({ ada }, { method: route.method, path: route.path });
  const whole = arbitraryOf(route.input, {
    document: route.document,
    known: (field) => {
      const isInstant = JSON.stringify(route.input.properties?.[field] ?? {}).includes("date-time");
      return ofBob[field] ?? (isInstant ? fc.constant("2026-11-25T12:00:00.000Z") : good(field));
    },
  }).filter(isRecord);
  // Many conditions at once find nothing, whosever it is: so most inputs have one or two, or none.
  const required = new Set(route.input.required ?? []);
  const fields = Object.keys(route.input.properties ?? {});
  const few = fc.tuple(whole, fc.shuffledSubarray(fields, { maxLength: Math.min(2, fields.length) }));
  const thinned = few.map(([input, kept]) =>
    Object.fromEntries(Object.entries(input).filter(([name]) => required.has(name) || kept.includes(name))),
  );
  return fc.oneof({ weight: 1, arbitrary: whole }, { weight: 3, arbitrary: thinned });
}

/** All rows that are Bob's, in every table of users' rows and in every one of accounts. */
async function rowsOfBob(): Promise<unknown> {
  const columns = await rig.owner<{ table: string; column: string }[]>`
    select format('%I.%I', table_schema, table_name) as table, column_name as column from information_schema.columns
    where (table_schema in ('app', 'auth') and column_name in ('user_id', 'reference_id'))
      or (table_schema = 'auth' and table_name = 'user' and column_name = 'id') order by 1`;
  const all: Record<string, unknown> = {};
  for (const { table, column } of columns) {
    const rows = await rig.owner.unsafe(`select * from ${table} t where ${column} = $1 order by t::text`, [
      bob.person.userId,
    ]);
    all[table] = [...rows];
  }
  expect(Object.keys(all)).toEqual(
    expect.arrayContaining(["app.tasks", "app.user_state", "auth.account", "auth.apikey"]),
  );
  return all;
}

test("the control: to Bob all of it comes back", async () => {
  const found = routes.filter(({ name }) => ["tasks.list", "tasks.get", "me.get", "me.keys.list"].includes(name));
  for (const route of found) {
    const input = route.name === "tasks.get" ? { id: bob.tasks[0] } : {};
    for (const call of [callRest, callTrpc]) {
      expect(JSON.stringify(await call(rig.server.url, route, input, bob.person.token))).toContain(SECRET);
    }
  }
  expect(found).toHaveLength(4);
});

/** Everything below is done twice: as it is, and with one of the two walls taken down. */
const walls = {
  "with both walls": "enable row level security",
  "with PostgreSQL's policies taken down, by our statements alone": "disable row level security",
};

describe.each(Object.entries(walls))("%s", (_, change) => {
  beforeAll(async () => {
    const tables = await rig.owner<{ name: string }[]>`
      select c.oid::regclass::text as name from pg_class c
      where c.relnamespace = 'app'::regnamespace and c.relkind = 'r'`;
    expect(tables.length).toBeGreaterThanOrEqual(4);
    for (const { name } of tables) await rig.owner.unsafe(`alter table ${name} ${change}`);
  });

  test("the very same request under the very same key is another's", async () => {
    const before = await rowsOfBob();
    const mine = new Set<string>();
    for (let time = 0; time < 2; time += 1) {
      const answer = await create(ada.token);
      expect(answer).toMatchObject({ userId: ada.userId });
      mine.add(String(answer["id"]));
    }
    expect(mine.size).toBe(1);
    expect(await rowsOfBob()).toEqual(before);
  });

  test("a task of the same id as Bob's is found alone, and counted alone", async () => {
    const fields = { title: WORD, notes: null, labels: [LABEL] };
    for (const id of bob.tasks.slice(0, 2)) {
      await ada.call("DELETE", `/api/tasks/${id}?permanent=true`);
      expect((await ada.call("PUT", `/api/tasks/${id}`, fields)).status).toBe(201);
    }
    const list = async (query: string) => {
      const text = await (await ada.call("GET", `/api/tasks?limit=100&total=true${query}`)).text();
      expect(text).not.toContain(SECRET);
      const page: { items: { id: string; userId: string }[]; total: number } = JSON.parse(text);
      expect(page.items.filter(({ userId }) => userId !== ada.userId)).toEqual([]);
      expect(page.total).toBe(page.items.length);
      return page.items.map(({ id }) => id);
    };
    for (const query of ["", `&q=${WORD}`, `&q=${WORD}&sort=relevance`, `&label=${LABEL}`, `&q=${WORD}&sort=title`]) {
      expect(await list(query)).toEqual(expect.arrayContaining(bob.tasks.slice(0, 2)));
    }
  });

  test.each(routes)(
    "$name gives Ada nothing of Bob's, and changes nothing of his",
    { timeout: 60_000 + runs * 6000 },
    async (route) => {
      const before = await rowsOfBob();
      const answers = new Set<unknown>();
      await fc.assert(
        fc.asyncProperty(inputs(route), async (input) => {
          for (const call of [callRest, callTrpc]) {
            const outcome = await call(rig.server.url, route, input, ada.token);
            const text = JSON.stringify(outcome);
            expect(text).not.toContain(SECRET);
            expect(text).not.toContain(bob.person.userId);
            expect(text).not.toContain(ZONE);
            // As where one row is asked for, and there is one of Bob's too.
            expect(outcome.status ?? 200, text).toBeLessThan(500);
            if (input["userId"] === bob.person.userId) expect(outcome.code).toBe("other_user");
            answers.add(outcome.code ?? "ok");
          }
        }),
        { numRuns: route.name === "me.delete" ? 5 : 3 * runs, seed },
      );
      expect(await rowsOfBob()).toEqual(before);
      // It was not all refused for some other reason. Of a password, that it is wrong says as much.
      const good = ["ok", "not_found", "too_many_keys", ...(route.name === "me.delete" ? ["validation_failed"] : [])];
      expect(
        good.filter((code) => answers.has(code)),
        `all of it: ${[...answers].join(", ")}`,
      ).not.toEqual([]);
    },
  );
});

test("and Bob can still do all that he could", async () => {
  expect((await bob.person.call("GET", `/api/tasks/${bob.tasks[0]}`)).status).toBe(200);
  expect((await bob.person.call("GET", "/api/me/keys")).status).toBe(200);
});
