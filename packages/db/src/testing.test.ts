import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { expect, onTestFinished, test } from "vitest";
import { clientOptions, clientUrl } from "./connection.js";
import { startEmbeddedPostgres } from "./embedded/embedded-postgres.js";
import type { DatabaseLogin } from "./login.js";
import { createTestDatabase, ownerClient, type TestDatabase } from "./testing.js";
import { testDatabaseUrl } from "./testing/env.js";

async function make(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  onTestFinished(async () => database.close());
  return database;
}

function connect(login: DatabaseLogin): postgres.Sql {
  const client = postgres(clientUrl(login), { ...clientOptions(login, 1), types: {} });
  onTestFinished(async () => client.end({ timeout: 0 }));
  return client;
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "typedo-testing-"));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function addUser(database: TestDatabase, id: string): Promise<void> {
  await ownerClient(database)`
    insert into auth."user" (id, name, email, email_verified, created_at, updated_at)
    values (${id}, ${id}, ${`${id}@example.org`}, true, now(), now())`;
}

async function countUsers(client: postgres.Sql): Promise<unknown> {
  const [row] = await client`select count(*)::int as users from auth."user"`;
  return row?.["users"];
}

/** The name in a login's URL. */
function nameOf({ owner }: { owner: DatabaseLogin }): string {
  return new URL(owner.url).pathname.slice(1);
}

/** A process of its own with a test database, by the built package. It is killed after the test at the latest. */
async function makeInChild(env: Record<string, string> = {}): Promise<{ owner: DatabaseLogin; kill(): Promise<void> }> {
  const script = `
    import { createTestDatabase } from ${JSON.stringify(new URL("../dist/testing.js", import.meta.url).href)};
    process.stdout.write(JSON.stringify(await createTestDatabase()));
    process.stdin.resume();`;
  // By `env`, so that it has what this process was given beside it.
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const child = spawn("env", [...variables, process.execPath, "--input-type=module", "-e", script], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  onTestFinished(kill);
  for await (const text of child.stdout) {
    const { owner }: { owner: DatabaseLogin } = JSON.parse(String(text));
    return { owner, kill };
  }
  throw new Error("The process ended without a word: is the package built?");
}

test("each database is migrated, empty, and its own", async () => {
  const [one, other] = await Promise.all([make(), make()]);
  await addUser(one, "anna");
  expect(await countUsers(ownerClient(one))).toBe(1);
  expect(await countUsers(ownerClient(other))).toBe(0);
  const [tasks] = await ownerClient(other)`
    select relforcerowsecurity as forced from pg_class where oid = 'app.tasks'::regclass`;
  expect(tasks?.["forced"]).toBe(true);
});

test("its logins see what they see in the product, and the owner's client sees the rest", async () => {
  const database = await make();
  await addUser(database, "anna");
  await ownerClient(database)`insert into app.user_state (user_id) values ('anna') on conflict do nothing`;
  const [app, auth] = [connect(database.app), connect(database.auth)];
  expect(await countUsers(auth)).toBe(1);
  await expect(countUsers(app)).rejects.toThrow("permission denied");
  await expect(auth`select from app.user_state`).rejects.toThrow("permission denied");
  const hidden = await app.begin(async (transaction) => {
    await transaction`select set_config('role', 'typedo_reader', true), set_config('app.user_id', 'bert', true)`;
    return transaction`select user_id from app.user_state`;
  });
  expect(hidden).toHaveLength(0);
  expect(await ownerClient(database)`select user_id from app.user_state`).toHaveLength(1);
});

test("a closed database is gone, whoever was connected", async () => {
  const [closed, other] = await Promise.all([make(), make()]);
  await connect(closed.app)`select 1`;
  await ownerClient(closed)`select 1`;
  await Promise.all([closed.close(), closed.close()]);
  const rows = await ownerClient(other)`select datname from pg_database where datname like 'typedo_test_%'`;
  const names = rows.map((row) => String(row["datname"]));
  expect(names).toContain(nameOf(other));
  expect(names).not.toContain(nameOf(closed));
});

test.skipIf(testDatabaseUrl)("what a killed process left behind is removed by the next", async () => {
  const keeper = await make();
  const killed = await makeInChild();
  const isThere = async () => ownerClient(keeper)`select from pg_database where datname = ${nameOf(killed)}`;
  expect(await isThere()).toHaveLength(1);
  await make();
  expect(await isThere()).toHaveLength(1);
  await killed.kill();
  await make();
  expect(await isThere()).toHaveLength(0);
});

test("processes that start at once, on a machine that has no cluster yet, share one and its template", async () => {
  const env = { TMPDIR: makeFolder(), TYPEDO_TEST_DATABASE_URL: "" };
  const children = await Promise.all([makeInChild(env), makeInChild(env), makeInChild(env)]);
  const [first] = children;
  expect(new Set(children.map(({ owner }) => owner.socketDirectory)).size).toBe(1);
  expect(first.owner.socketDirectory?.startsWith(env.TMPDIR)).toBe(true);
  const rows = await connect(first.owner)`select datname from pg_database where datname like 'typedo%'`;
  const names = rows.map((row) => String(row["datname"]).replace(/^typedo_template_[0-9a-f]{12}$/, "template"));
  expect(names.sort()).toEqual(["template", ...children.map(nameOf)].sort());
});

test("runs on the server of TYPEDO_TEST_DATABASE_URL, whose owner need not be a superuser", async () => {
  const server = await startEmbeddedPostgres({ dataDirectory: join(makeFolder(), "database"), durable: false });
  onTestFinished(async () => server.release());
  const socketPath = join(server.socketDirectory, `.s.PGSQL.${server.port}`);
  const overNetwork = createServer((socket) => {
    const toServer = createConnection(socketPath);
    socket.pipe(toServer).pipe(socket);
    socket.on("error", () => toServer.destroy());
    toServer.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => overNetwork.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void overNetwork.close());
  const address = overNetwork.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const superuser = { url: `postgres://postgres@127.0.0.1:${port}/postgres` };
  await connect(superuser)`create role ci login createdb createrole password 'open sesame'`;

  const url = `postgres://ci:open%20sesame@127.0.0.1:${port}/postgres`;
  const child = await makeInChild({ TYPEDO_TEST_DATABASE_URL: url });
  expect(new URL(child.owner.url).host).toBe(`127.0.0.1:${port}`);
  const [row] = await connect(child.owner)`select current_user::text as owner, to_regclass('app.tasks')::text as tasks`;
  expect(row).toEqual({ owner: "ci", tasks: "app.tasks" });
});
