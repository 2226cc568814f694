import postgres from "postgres";
import { clientOptions } from "./connection.js";
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from "./embedded/embedded-postgres.js";
import { type DatabaseLogin, deriveLogin } from "./login.js";

/** The product's database on the embedded server, for as long as this process holds it. */
export interface EmbeddedDatabase {
  readonly owner: DatabaseLogin;
  readonly app: DatabaseLogin;
  readonly auth: DatabaseLogin;
  /** Lets go of it: the server stops with the last process that does. */
  release(): Promise<void>;
}

const NAME = "typedo";

/**
 * Starts the embedded PostgreSQL, or joins the one that runs on this folder, and makes the database on first use. Its
 * socket's folder is closed to all other users of the machine, so that no login needs a password.
 *
 * @throws EmbeddedPostgresError with one line that says what to do
 */
export async function openEmbeddedDatabase(options: EmbeddedPostgresOptions): Promise<EmbeddedDatabase> {
  const server = await startEmbeddedPostgres(options);
  const login = (database: string): DatabaseLogin => ({
    url: `postgres://${server.superuser}@localhost:${server.port}/${database}`,
    socketDirectory: server.socketDirectory,
  });
  try {
    await createDatabase(login("postgres"));
  } catch (error) {
    await server.release();
    throw error;
  }
  const owner = login(NAME);
  return {
    owner,
    app: deriveLogin(owner, "typedo_app"),
    auth: deriveLogin(owner, "typedo_auth"),
    release: () => server.release(),
  };
}

async function createDatabase(login: DatabaseLogin): Promise<void> {
  const client = postgres(login.url, clientOptions(login, 1));
  try {
    const [existing] = await client`select from pg_database where datname = ${NAME}`;
    if (!existing) await client.unsafe(`create database ${NAME}`);
  } catch (error) {
    // Another process that started at the same moment was first.
    const made = error instanceof postgres.PostgresError && ["42P04", "23505"].includes(error.code);
    if (!made) throw error;
  } finally {
    await client.end({ timeout: 5 });
  }
}
