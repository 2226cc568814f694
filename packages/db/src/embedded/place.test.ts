import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { findAccount } from "./account.js";
import { type Binaries, locateBinaries, prepareBinaries } from "./binaries.js";
import { preparePlace } from "./place.js";

const isRoot = process.getuid?.() === 0;
const NOBODY = "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin";

/** A folder that root alone can enter, in one that everybody can. */
function makeFolders(): { open: string; closed: string } {
  const open = mkdtempSync(join(tmpdir(), "typedo-place-"));
  onTestFinished(() => rmSync(open, { recursive: true, force: true }));
  chmodSync(open, 0o755);
  const closed = join(open, "closed");
  mkdirSync(closed, { mode: 0o700 });
  return { open, closed };
}

describe("the account that a server started by root runs as", () => {
  test("is postgres, or else nobody", () => {
    const root = "root:x:0:0:root:/root:/bin/bash";
    expect(findAccount([root, NOBODY].join("\n"))).toEqual({ name: "nobody", uid: 65534, gid: 65534 });
    expect(findAccount([root, NOBODY, "postgres:x:101:104::/var/lib/postgresql:/bin/bash"].join("\n")).uid).toBe(101);
  });

  test("is never root by another name", () => {
    expect(findAccount(["postgres:x:0:0::/:/bin/sh", NOBODY].join("\n")).name).toBe("nobody");
    expect(() => findAccount("root:x:0:0:root:/root:/bin/bash")).toThrow("start as another user");
  });
});

describe.runIf(isRoot)("where only root can enter", () => {
  test("the data go to the system's folder, and a link says so", () => {
    const { open, closed } = makeFolders();
    const messages: string[] = [];
    const options = {
      dataDirectory: join(closed, "database"),
      systemDirectory: join(open, "system"),
      onProgress: (message: string) => messages.push(message),
    };
    const place = preparePlace(options);
    expect(place.home).toContain(join(open, "system", "database-"));
    expect(realpathSync(join(closed, "database"))).toBe(place.home);
    expect(lstatSync(place.home).mode & 0o777).toBe(0o700);
    expect(lstatSync(place.home).uid).toBe(place.account?.uid);
    expect(messages).toEqual([expect.stringContaining(place.home)]);

    expect(preparePlace(options).home).toBe(place.home);
    expect(messages).toHaveLength(1);
  });

  test("data that are there already are not moved", () => {
    const { open, closed } = makeFolders();
    mkdirSync(join(closed, "database"));
    writeFileSync(join(closed, "database", "theirs"), "");
    const prepare = () =>
      preparePlace({
        dataDirectory: join(closed, "database"),
        systemDirectory: join(open, "system"),
        onProgress: () => {},
      });
    expect(prepare).toThrow(/can't be entered by (?:postgres|nobody)/);
  });
});

describe("the binaries", () => {
  test.each([
    ["win32", "x64"],
    ["linux", "riscv64"],
  ])("can't be had for %s on %s, and DATABASE_URL is what to set", (platform, arch) => {
    expect(() => locateBinaries(platform, arch)).toThrow(
      `There is no embedded PostgreSQL for ${platform} on ${arch}: set DATABASE_URL to a PostgreSQL 15 or later.`,
    );
  });

  test.runIf(isRoot)("are copied, once, where the server's user can't reach them", async () => {
    const { open, closed } = makeFolders();
    const account = findAccount(NOBODY);
    const inPlace = locateBinaries(process.platform, process.arch);
    const prepare = async (native: string): Promise<Binaries> => prepareBinaries(native, account, join(open, "system"));
    expect((await prepare(inPlace)).postgres).toBe(join(inPlace, "bin", "postgres"));

    const unreachable = copyPackage(inPlace, closed);
    const first = await prepare(unreachable);
    expect(first.postgres).toContain(join(open, "system", "postgresql-"));
    expect(first.version).toMatch(/^18\.\d+$/);
    const { ctimeMs } = lstatSync(first.postgres);
    expect(await prepare(unreachable)).toEqual(first);
    expect(lstatSync(first.postgres).ctimeMs).toBe(ctimeMs);
  });
});

function copyPackage(native: string, into: string): string {
  cpSync(join(native, ".."), join(into, "package"), { recursive: true });
  return join(into, "package", "native");
}
