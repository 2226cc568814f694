import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { clientOptions, clientUrl } from "./connection.js";
import { isAlive } from "./embedded/unfinished.js";
import { type DatabaseLogin, deriveLogin } from "./login.js";
import { loginTo, type TestServer, useTestServer } from "./testing/server.js";
import { sabotage } from "./testing/env.js";
import { ensureTemplate, migrationsVersion } from "./testing/template.js";

export { openAll } from "./testing/open-all.js";
export { watchStatements } from "./testing/watch-statements.js";

/** A migrated database of a test file's own, with the logins that the product has. */
export interface TestDatabase {
  /** Sees everything, past every policy (on TYPEDO_TEST_DATABASE_URL: where it names a superuser). */
  readonly owner: DatabaseLogin;
  readonly app: DatabaseLogin;
  readonly auth: DatabaseLogin;
  /** Removes it, whoever is still connected. */
  close(): Promise<void>;
}

const clients = new WeakMap<TestDatabase, postgres.Sql>();

/**
 * Makes an empty migrated database, in some 50 ms once a first test has made the template. All test processes share an
 * embedded server, unless TYPEDO_TEST_DATABASE_URL names another: its owner needs CREATEDB and CREATEROLE.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const version = migrationsVersion();
  const server = await useTestServer(version);
  try {
    const name = `typedo_test_${process.pid}_${randomUUID().slice(0, 8)}`;
    await maintain(server, async (client) => {
      const template = await ensureTemplate(client, server.maintenance, version);
      if (server.local) await removeAbandoned(client);
      await client.unsafe(`create database ${name} template ${template}`);
    });
    const database = describe(name, server);
    if (sabotage !== undefined) await ownerClient(database).unsafe(sabotage);
    return database;
  } catch (error) {
    await server.release();
    throw error;
  }
}

/**
 * A client as the database's owner, for a test's controls ("the hidden row is there"). One for each database, closed
 * with it.
 */
export function ownerClient(database: TestDatabase): postgres.Sql {
  const known = clients.get(database);
  if (known) return known;
  const client = postgres(clientUrl(database.owner), {
    ...clientOptions(database.owner, 2),
    types: {},
    fetch_types: true,
  });
  clients.set(database, client);
  return client;
}

function describe(name: string, server: TestServer): TestDatabase {
  const owner = loginTo(name, server.maintenance);
  let closed: Promise<void> | undefined;
  const database: TestDatabase = {
    owner,
    app: deriveLogin(owner, "typedo_app"),
    auth: deriveLogin(owner, "typedo_auth"),
    close: async () => (closed ??= remove(name, server, clients.get(database))),
  };
  return database;
}

async function remove(name: string, server: TestServer, client: postgres.Sql | undefined): Promise<void> {
  try {
    await client?.end({ timeout: 0 });
    await maintain(server, async (maintainer) => maintainer.unsafe(`drop database if exists ${name} with (force)`));
  } finally {
    await server.release();
  }
}

/** What test processes of this machine left that were killed. */
async function removeAbandoned(client: postgres.Sql): Promise<void> {
  for (const { datname } of await client<{ datname: string }[]>`select datname from pg_database`) {
    const pid = /^typedo_test_(\d+)_/.exec(datname)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      await client.unsafe(`drop database if exists ${datname} with (force)`);
  }
}

async function maintain(server: TestServer, work: (client: postgres.Sql) => Promise<unknown>): Promise<void> {
  const client = postgres(clientUrl(server.maintenance), { ...clientOptions(server.maintenance, 1), types: {} });
  try {
    await work(client);
  } finally {
    await client.end({ timeout: 5 });
  }
}
