import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { createTestDatabase, ownerClient } from "@typedo/db/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { asksForMutations, sabotaging } from "./env.js";
import { copyBuiltTree, removeTree, ROOT } from "./tree-copy.js";

// Takes out what isolates users, one at a time, and looks whether a test notices. `MUTATIONS=1 vitest run
// src/drill/mutations.test.ts` in `apps/server`, after `pnpm build`: some fifty minutes.

const LIMIT = { timeout: 3_600_000 };

/** Test files of a package. */
type Suite = readonly [folder: string, files: readonly string[]];

/**
 * The test that fails, if one does.
 *
 * @throws Error where it is no test that failed: then nothing is shown
 */
async function findFailing(tree: string, [folder, files]: Suite, sabotage?: string): Promise<string | undefined> {
  const vitest = join(ROOT, "node_modules/.bin/vitest");
  const config = join(tree, "vitest.config.ts");
  const child = spawn(vitest, ["run", "--root", ".", "--config", config, "--bail", "1", ...files], {
    cwd: join(tree, folder),
    env: sabotaging(sabotage),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const all = Promise.all([readText(child.stderr), readText(child.stdout), once(child, "exit")]);
  const [told, listed, [code]]: [string, string, unknown[]] = await all;
  if (code === 0) return undefined;
  const said = `${told}${listed}`;
  // A file by its name twice: what its tests stand on was refused.
  const [, failing] = /^ FAIL +(.+ > .+|(\S+) \[ \2 \])$/m.exec(stripVTControlCharacters(said)) ?? [];
  if (failing === undefined)
    throw new Error(`No test of ${folder} failed, and yet it ended with ${String(code)}: ${said}`);
  return failing;
}

async function findWitness(tree: string, suites: readonly Suite[], sabotage?: string): Promise<string | undefined> {
  for (const suite of suites) {
    const failing = await findFailing(tree, suite, sabotage);
    if (failing !== undefined) return failing;
  }
  return undefined;
}

async function findUnnoticed(mutations: readonly string[], find: (mutation: string) => Promise<string | undefined>) {
  const unnoticed: string[] = [];
  for (const [index, mutation] of mutations.entries()) {
    const witness = await find(mutation);
    const outcome = witness === undefined ? "NOT NOTICED" : `noticed by ${witness}`;
    process.stderr.write(`${index + 1} of ${mutations.length}: ${mutation}: ${outcome}\n`);
    if (witness === undefined) unnoticed.push(mutation);
  }
  return unnoticed;
}

/** As the catalogue has it: every policy, trigger, and grant to a role that serves. */
async function listWalls(): Promise<string[]> {
  const database = await createTestDatabase();
  try {
    const rows = await ownerClient(database)<{ text: string }[]>`
      select format('drop policy %I on %s', polname, polrelid::regclass) as text from pg_policy
      union all
      select format('drop trigger %I on %s', tgname, tgrelid::regclass) from pg_trigger t
        join pg_class c on c.oid = t.tgrelid
        where not tgisinternal and c.relnamespace in ('app'::regnamespace, 'auth'::regnamespace)
      union all
      select format('alter table %s no force row level security', c.oid::regclass) from pg_class c
        where c.relnamespace = 'app'::regnamespace and c.relkind = 'r'
      union all
      select format('revoke %s on %I.%I from %I', string_agg(privilege_type, ', '), table_schema, table_name, grantee)
        from information_schema.role_table_grants where grantee like 'typedo\\_%'
        group by table_schema, table_name, grantee
      union all
      select format('revoke update (%I) on %I.%I from %I', column_name, table_schema, table_name, grantee)
        from information_schema.role_column_grants g where grantee = 'typedo_writer' and privilege_type = 'UPDATE'
        and table_schema = 'app'
      union all
      select format('grant update (%I) on app.tasks to typedo_writer', column_name)
        from (values ('user_id'), ('id'), ('version'), ('seq'), ('due_at'), ('created_at'), ('updated_at')) as own (column_name)
      order by 1`;
    return rows.map(({ text }) => text);
  } finally {
    await database.close();
  }
}

/**
 * Where our statements name the user, and where a scope is asked for: as compiled, by file and place. But for one, which
 * deletes an idempotency key that has expired: that is cleared away by itself too.
 */
function listConditions(dist: string): string[] {
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".js") && !file.startsWith("testing"),
  );
  return files.flatMap((file) => {
    const source = readFileSync(join(dist, file), "utf8");
    return [...source.matchAll(CONDITION)].map(({ 0: text, index }) => `${file} ${index} ${text}`);
  });
}

const CONDITION =
  /(?<!isKey = and\()eq\(\w+\.userId, [\w.]+\)|\$\{\w+\.userId\} = \$\{\w+\}|refuseOthers\(await [^;]*\);|const principal = requireScope\(ctx, scope\)/g;

/** What stands in its place: nothing, which Drizzle leaves out of a condition. */
function without(text: string): string {
  if (text.startsWith("eq(")) return "undefined";
  if (text.startsWith("${")) return "true";
  return text.startsWith("refuseOthers") ? "" : "const principal = ctx.principal";
}

const OF_WALLS: readonly Suite[] = [
  ["packages/db", ["src/isolation", "src/schema", "src/backup"]],
  ["packages/api", ["src/tasks", "src/me", "src/idempotency"]],
  ["packages/auth", []],
  ["apps/server", ["src/limits/postgres-store", "src/sweep"]],
];

const OF_CONDITIONS: readonly Suite[] = [["apps/server", ["src/contract/two-users", "src/contract/parity"]]];

describe.skipIf(!asksForMutations)("with one taken out, a test fails, and none does before", () => {
  test("of the database's policies, triggers and grants", LIMIT, async () => {
    expect(await findWitness(ROOT, OF_WALLS)).toBeUndefined();
    const unnoticed = await findUnnoticed(await listWalls(), (sabotage) => findWitness(ROOT, OF_WALLS, sabotage));
    expect(unnoticed).toEqual([]);
  });

  test("of our statements' conditions and scopes", LIMIT, async () => {
    // A copy: whoever ends this in the middle is not left with a product that lacks one.
    const tree = copyBuiltTree();
    onTestFinished(() => removeTree(tree));
    const dist = join(tree, "packages/api/dist");
    expect(await findWitness(tree, OF_CONDITIONS)).toBeUndefined();
    const unnoticed = await findUnnoticed(listConditions(dist), async (mutation) => {
      const [, file = "", at = "", text = ""] = /^(\S+) (\d+) (.*)$/s.exec(mutation) ?? [];
      const path = join(dist, file);
      const source = readFileSync(path, "utf8");
      const place = Number(at);
      writeFileSync(path, source.slice(0, place) + without(text) + source.slice(place + text.length));
      try {
        return await findWitness(tree, OF_CONDITIONS);
      } finally {
        writeFileSync(path, source);
      }
    });
    expect(unnoticed).toEqual([]);
  });
});
