import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../embedded/embedded-postgres.js";
import type { DatabaseLogin } from "../login.js";
import { testDatabaseUrl } from "./env.js";

/** The server that tests run on. */
export interface TestServer {
  /** The owner, in the database where templates are watched over. */
  readonly maintenance: DatabaseLogin;
  /** Whether only processes of this machine use it. */
  readonly local: boolean;
  release(): Promise<void>;
}

/**
 * The server of TYPEDO_TEST_DATABASE_URL, or an embedded one that all test processes of this user share. `version` of
 * the migrations: roles are the whole cluster's, so another version of them gets a cluster of its own.
 */
export async function useTestServer(version: string): Promise<TestServer> {
  if (testDatabaseUrl !== undefined) {
    return { maintenance: { url: testDatabaseUrl }, local: false, release: async () => {} };
  }
  const server = await startEmbeddedPostgres({
    dataDirectory: join(tmpdir(), `typedo-test-${process.getuid?.()}-${version}`),
    durable: false,
    settings: { max_connections: "300" },
  });
  return {
    maintenance: {
      url: `postgres://${server.superuser}@localhost:${server.port}/postgres`,
      socketDirectory: server.socketDirectory,
    },
    local: true,
    release: async () => server.release(),
  };
}

/** The same login to another database of its server. */
export function loginTo(database: string, login: DatabaseLogin): DatabaseLogin {
  const url = new URL(login.url);
  url.pathname = `/${database}`;
  return { ...login, url: url.href };
}
