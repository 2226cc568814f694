import { chmodSync, lstatSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.js";

import {
  makeFolder,
  start,
  query,
  store,
  readNotes,
  serverProcess,
  isAlive,
  untilGone,
  startHolder,
  failureOf,
} from "../testing/embedded-servers.js";

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

test("a server that does not start says why", async () => {
  const folder = join(makeFolder(), "database");
  expect(await failureOf(start(folder, { settings: { work_mem: "plenty" } }))).toMatch(
    /did not start \(FATAL: .*work_mem.*\): see .*log/,
  );
});
