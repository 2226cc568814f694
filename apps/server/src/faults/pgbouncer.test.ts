import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createTestDatabase, ownerClient, type TestDatabase } from "@typedo/db/testing";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { signUp } from "../e2e/person.js";
import { freePort, startTypedo } from "../e2e/typedo-process.js";
import { openFaultProxy } from "./fault-proxy.js";
import { addressOf, at, through } from "./rig.js";
import { expectOnlyUnavailable, expectStoredOnce, startWriters } from "./writers.js";

const program = ["/usr/sbin/pgbouncer", "pgbouncer"].find((name) => spawnSync(name, ["--version"]).status === 0);
if (program === undefined) process.stderr.write("The test of PgBouncer is SKIPPED: it was not found\n");

/** It refuses to run as root. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

interface Bouncer {
  readonly port: number;
  restart(): Promise<void>;
}

/** In transaction mode, with few connections of its own, so that many of ours share each. */
async function startBouncer(pgbouncer: string, database: TestDatabase, directPort: number): Promise<Bouncer> {
  const folder = mkdtempSync(join(tmpdir(), "typedo-pgbouncer-"));
  const port = await freePort();
  const logins = [database.app, database.auth].map(({ url }) => new URL(url));
  const users = logins.map(({ username, password }) => `"${username}" "${decodeURIComponent(password)}"`);
  writeFileSync(join(folder, "users.txt"), users.join("\n"));
  writeFileSync(
    join(folder, "pgbouncer.ini"),
    `[databases]
* = host=127.0.0.1 port=${directPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, "users.txt")}
pool_mode = transaction
default_pool_size = 4
ignore_startup_parameters = extra_float_digits
`,
  );
  chmodSync(folder, 0o755);
  if (isRoot) for (const file of ["users.txt", "pgbouncer.ini"]) chownSync(join(folder, file), NOBODY, NOBODY);

  const said: string[] = [];
  const start = () => {
    const child = spawn(pgbouncer, [join(folder, "pgbouncer.ini")], {
      stdio: ["ignore", "ignore", "pipe"],
      ...(isRoot && { uid: NOBODY, gid: NOBODY }),
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => said.push(chunk));
    return child;
  };
  let child = start();
  const listens = async () => vi.waitFor(() => expect(said.join("")).toContain("process up"), { timeout: 10_000 });
  const kill = async () => {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
    child.kill("SIGKILL");
    await ended;
  };
  onTestFinished(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  await listens();
  return {
    port,
    async restart() {
      await kill();
      said.length = 0;
      await pause(300);
      child = start();
      await listens();
    },
  };
}

describe.skipIf(program === undefined)("behind PgBouncer in transaction mode", () => {
  test("it serves, and loses nothing when PgBouncer is killed and started again", { timeout: 120_000 }, async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.close());
    const direct = await openFaultProxy(addressOf(database));
    onTestFinished(() => direct.close());
    const bouncer = await startBouncer(program ?? "", database, direct.port);
    const server = await startTypedo("nowhere", {
      ...through(database, bouncer.port),
      // The way past it, for migrations, which also tells that nothing is kept between transactions.
      DIRECT_DATABASE_URL: at(database.owner.url, direct.port),
    });
    onTestFinished(async () => {
      await server.stop("SIGKILL");
    });
    const people = [await signUp(server.url, "ada"), await signUp(server.url, "bob")];
    const writers = startWriters(() => server.url, people);
    for (let restart = 0; restart < 3; restart += 1) {
      const before = writers.acknowledged.length;
      await vi.waitFor(() => expect(writers.acknowledged.length).toBeGreaterThan(before + 50), { timeout: 20_000 });
      await bouncer.restart();
    }
    await writers.stop();
    expectOnlyUnavailable(writers);
    await expectStoredOnce({ owner: ownerClient(database) }, writers);
  });
});
