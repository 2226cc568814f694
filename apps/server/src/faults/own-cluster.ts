import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type EmbeddedDatabase, migrate, openEmbeddedDatabase } from "@typedo/db";
import { ownerClient, type TestDatabase } from "@typedo/db/testing";
import { onTestFinished } from "vitest";
import { signUp } from "../e2e/person.js";
import { startTypedo } from "../e2e/typedo-process.js";
import { openFaultProxy } from "./fault-proxy.js";
import { through } from "./rig.js";
import { warm } from "./writers.js";

/** A PostgreSQL of one test's own, migrated, for what the others must not come to feel. */
export interface OwnCluster {
  /** The folder that holds its data folder, `data`. */
  readonly home: string;
  readonly database: TestDatabase;
}

const SOCKET = ".s.PGSQL.5432";

/** Without fsync, but with commits that wait as they should. */
const SETTINGS = { fsync: "off", full_page_writes: "off", max_connections: "60" };

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "typedo-own-"));
  // PostgreSQL runs as somebody else, where this runs as root.
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function useCluster(home: string): Promise<OwnCluster> {
  const embedded = await openEmbeddedDatabase({ dataDirectory: home, settings: SETTINGS });
  onTestFinished(async () => embedded.release());
  await migrate(embedded);
  return { home, database: asTestDatabase(embedded) };
}

function asTestDatabase({ owner, app, auth }: Omit<EmbeddedDatabase, "release">): TestDatabase {
  const database: TestDatabase = { owner, app, auth, close: async () => {} };
  onTestFinished(async () => ownerClient(database).end({ timeout: 0 }));
  return database;
}

/** The process of the server on a cluster. */
export function postmasterOf({ home }: Pick<OwnCluster, "home">): number {
  return Number(readFileSync(join(home, "data", "postmaster.pid"), "utf8").split("\n")[0]);
}

/** Whom PostgreSQL runs as. */
export function accountOf({ home }: Pick<OwnCluster, "home">): { readonly uid: number; readonly gid: number } {
  return statSync(join(home, "data"));
}

/**
 * A standby that follows a cluster and is read meanwhile; the cluster waits for it with each commit. It is made of a
 * copy of the data folder, between the start and the end of a backup (PostgreSQL's docs, 25.3.3), and run by the same
 * program with the same options.
 */
export async function useStandby(primary: OwnCluster): Promise<OwnCluster> {
  const home = makeFolder();
  const [from, to] = [join(primary.home, "data"), join(home, "data")];
  const owner = ownerClient(primary.database);
  const backup = await owner.reserve();
  await backup`select pg_backup_start('standby', fast => true)`;
  // What changes while it is read, the log mends.
  spawnSync("cp", ["-a", from, to]);
  const [label] = await backup<
    { labelfile: string }[]
  >`select labelfile from pg_backup_stop(wait_for_archive => false)`;
  backup.release();
  rmSync(join(to, "postmaster.pid"), { force: true });
  writeFileSync(join(to, "backup_label"), label?.labelfile ?? "");
  writeFileSync(join(to, "standby.signal"), "");
  const socket = primary.database.owner.socketDirectory;
  appendFileSync(join(to, "postgresql.auto.conf"), `primary_conninfo = 'host=${socket} user=postgres'\n`);

  const [program = "", ...options] = readFileSync(`/proc/${postmasterOf(primary)}/cmdline`, "utf8")
    .split("\0")
    .slice(0, -1);
  const own = options.map((one) => one.replaceAll(primary.home, home));
  const { uid, gid } = accountOf(primary);
  for (const name of ["backup_label", "standby.signal"]) spawnSync("chown", [`${uid}:${gid}`, join(to, name)]);
  spawnSync("mkdir", ["-m", "700", join(home, "run")]);
  spawnSync("chown", [`${uid}:${gid}`, home, join(home, "run")]);
  const server = spawn(program, own, {
    cwd: "/",
    env: {},
    stdio: "ignore",
    ...(process.getuid?.() === 0 && { uid, gid }),
  });
  onTestFinished(async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGQUIT");
    await once(server, "exit");
  });
  const login = <T extends { readonly url: string }>({ url }: T) => ({ url, socketDirectory: join(home, "run") });
  const { owner: ownerLogin, app, auth } = primary.database;
  const database = asTestDatabase({ owner: login(ownerLogin), app: login(app), auth: login(auth) });
  await follows(primary);
  return { home, database };
}

async function follows({ database }: OwnCluster): Promise<void> {
  const owner = ownerClient(database);
  for (;;) {
    const following = await owner`select from pg_stat_replication where state = 'streaming'`;
    if (following.length > 0) break;
    await pause(50);
  }
  await owner.unsafe("alter system set synchronous_standby_names = '*'");
  await owner.unsafe("select pg_reload_conf()");
}

/** Where a cluster listens. */
export function socketOf({ database }: OwnCluster): string {
  return join(database.owner.socketDirectory ?? "", SOCKET);
}

/** Writers on a server that reaches a cluster by a proxy; where that leads to, `way` says at each connection. */
export async function writeTo(cluster: OwnCluster) {
  const way = { path: socketOf(cluster) };
  const proxy = await openFaultProxy(way);
  onTestFinished(() => proxy.close());
  const server = await startTypedo("nowhere", through(cluster.database, proxy.port));
  onTestFinished(async () => {
    await server.stop("SIGKILL");
  });
  const people = [await signUp(server.url, "ada"), await signUp(server.url, "bob")];
  return { proxy, way, server, people, writers: await warm({ server, people }) };
}
