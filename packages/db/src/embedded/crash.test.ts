import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chownSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import {
  isRoot,
  makeFolder,
  start,
  store,
  readNotes,
  serverProcess,
  isAlive,
  untilGone,
  PATIENCE,
} from "../testing/embedded-servers.js";

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

  describe("a server that is used is started again", () => {
    async function startKept() {
      const folder = join(makeFolder(), "database");
      const told: string[] = [];
      const tell = (message: string) => void told.push(message);
      const server = await start(folder, { durable: true, onEnded: tell, onProgress: tell });
      await store(server.socketDirectory, "committed");
      const pid = serverProcess(folder);
      const untilTold = async (what: string) => vi.waitFor(() => expect(told.at(-1)).toContain(what), PATIENCE);
      return { folder, server, pid, untilTold };
    }

    test("where it was, with all that was committed, and stops with the last one who uses it", async () => {
      const { folder, server, pid, untilTold } = await startKept();
      process.kill(pid, "SIGKILL");
      await untilTold("runs again");
      const next = serverProcess(folder);
      expect(next).not.toBe(pid);
      expect(await readNotes(server.socketDirectory)).toEqual(["committed"]);
      await server.release();
      await untilGone(next);
    });

    test("when it can be, where it can't at first", async () => {
      const { folder, server, pid, untilTold } = await startKept();
      const version = join(folder, "data", "PG_VERSION");
      renameSync(version, `${version}.away`);
      process.kill(pid, "SIGKILL");
      await untilTold("did not start");
      renameSync(`${version}.away`, version);
      await untilTold("runs again");
      expect(await readNotes(server.socketDirectory)).toEqual(["committed"]);
    });
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
