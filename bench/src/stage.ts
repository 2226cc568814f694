import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { asUser, type DatabaseLogin, deriveLogin, openDatabase, openEmbeddedDatabase, SCOPES, tasks } from "@typedo/db";
import { eq } from "drizzle-orm";
import postgres from "postgres";
import { readDatabaseUrl, serverVariablesOf } from "./env.js";
import { runToEnd, type ServerProcess, startServer } from "./machine/child.js";
import type { Closers } from "./machine/closers.js";
import { freePort } from "./machine/free-port.js";
import { startOptions } from "./machine/start-options.js";
import { mintToken, type Target } from "./targets.js";

/** `ours-2` is ours with two workers. */
export const servers = ["ours", "bare", "naive", "ours-2"] as const;
export type ServerName = (typeof servers)[number];

const SERVER_DIST = fileURLToPath(new URL("../../apps/server/dist/", import.meta.url));
const POOL_SIZE = 10;
/** Of each user, the tasks that requests are about. */
const TASKS_IN_USE = 40;

/** A filled database, and what servers on it need. */
export interface Stage {
  /** As the database's owner. */
  readonly owner: postgres.Sql;
  readonly targets: readonly Target[];
  start(name: ServerName, nodeOptions?: readonly string[]): Promise<ServerProcess>;
}

export interface Filling {
  readonly users: number;
  /** Of each user. */
  readonly tasks: number;
}

/** Starts a database in a temporary folder, or takes the empty one of DATABASE_URL, and fills it. */
export async function openStage(closers: Closers, filling: Filling, say: (line: string) => void): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "typedo-bench-"));
  // Started by root, PostgreSQL runs as another user, who has to come through; its own folder is closed to all others.
  await chmod(folder, 0o711);
  closers.add(() => rm(folder, { recursive: true, force: true }));
  const dataDirectory = join(folder, "data");
  const databaseUrl = readDatabaseUrl();
  const logins = await openLogins(closers, databaseUrl, dataDirectory);
  const place = databaseUrl === undefined ? { DATA_DIR: dataDirectory } : { DATABASE_URL: databaseUrl };

  say(`Filling the database: ${filling.users} users with ${filling.tasks} tasks each`);
  const counts = ["--users", String(filling.users), "--tasks", String(filling.tasks)];
  await runToEnd(closers, join(SERVER_DIST, "seed/seed.js"), counts, place);
  const owner = openOwner(logins.owner);
  closers.add(() => owner.end({ timeout: 1 }));
  await owner.unsafe("vacuum analyze");

  const minting = { secret: randomBytes(32).toString("base64url"), baseUrl: `http://127.0.0.1:${await freePort()}` };
  const targets = await findTargets(logins.app, minting, filling.users);

  return {
    owner,
    targets,
    async start(name, nodeOptions = []) {
      const port = await freePort();
      const log = join(folder, `${name}.log`);
      // Those of `pnpm start` for all, so that they are no advantage of ours.
      const options = [...startOptions(), ...nodeOptions];
      if (name === "ours" || name === "ours-2") {
        const environment = {
          ...place,
          HOST: "127.0.0.1",
          PORT: String(port),
          DATABASE_POOL_SIZE: String(POOL_SIZE),
          BETTER_AUTH_SECRET: minting.secret,
          BETTER_AUTH_URL: minting.baseUrl,
          // Counted like any other, and never reached.
          RATE_LIMIT_PER_MINUTE: "1000000",
          LOG_LEVEL: "info",
          WORKERS: name === "ours-2" ? "2" : "1",
        };
        const script = join(SERVER_DIST, "main.js");
        return startServer(closers, { name, script, port, environment, log, nodeOptions: options });
      }
      const { url, socketDirectory } = logins.app;
      const settings = { ...minting, port, databaseUrl: url, socketDirectory, poolSize: POOL_SIZE };
      const script = fileURLToPath(new URL(`servers/${name}.js`, import.meta.url));
      const environment = serverVariablesOf(settings);
      return startServer(closers, { name, script, port, environment, log, nodeOptions: options, tied: true });
    },
  };
}

interface Logins {
  readonly owner: DatabaseLogin;
  readonly app: DatabaseLogin;
}

async function openLogins(closers: Closers, url: string | undefined, dataDirectory: string): Promise<Logins> {
  if (url !== undefined) return { owner: { url }, app: deriveLogin({ url }, "typedo_app") };
  const database = await openEmbeddedDatabase({ dataDirectory });
  closers.add(() => database.release());
  return database;
}

function openOwner({ url, socketDirectory }: DatabaseLogin): postgres.Sql {
  return postgres(url, {
    max: 1,
    ...(socketDirectory !== undefined && { host: socketDirectory }),
    fetch_types: false,
    max_lifetime: null,
    onnotice: () => {},
  });
}

/** The seed's users, each with a token. */
async function findTargets(
  login: DatabaseLogin,
  minting: { secret: string; baseUrl: string },
  count: number,
): Promise<Target[]> {
  const database = openDatabase(login, { poolSize: 4 });
  try {
    const targets: Target[] = [];
    for (let number = 1; number <= count; number += 1) {
      const userId = `user-${String(number).padStart(6, "0")}`;
      const found = await asUser(database, { userId, scopes: SCOPES }, async (transaction) =>
        transaction.select({ id: tasks.id }).from(tasks).where(eq(tasks.userId, userId)).limit(TASKS_IN_USE),
      );
      targets.push({ userId, token: await mintToken(minting, userId), taskIds: found.map(({ id }) => id) });
    }
    return targets;
  } finally {
    await database.close();
  }
}
