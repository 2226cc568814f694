import { describe, expect, test } from "vitest";
import { hashPassword, isOutdated, verifyPassword } from "./password.js";
import { OLD_HASH, PASSWORD } from "./testing/old-hash.js";

/** RFC 7914, section 2: cost, block size and parallelization. */
interface Parameters {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** Each of them is enough: OWASP's Password Storage Cheat Sheet, "scrypt". ASVS 5.0.0, appendix C, has the first three. */
const ASKED_FOR: readonly Parameters[] = [
  { N: 2 ** 17, r: 8, p: 1 },
  { N: 2 ** 16, r: 8, p: 2 },
  { N: 2 ** 15, r: 8, p: 3 },
  { N: 2 ** 14, r: 8, p: 5 },
  { N: 2 ** 13, r: 8, p: 10 },
];

describe("a password's hash", () => {
  test("is a PHC string of scrypt's, by parameters that OWASP and ASVS ask for", async () => {
    const hash = await hashPassword(PASSWORD);
    const [, ln, r, p] = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$[\w+/]{22}\$[\w+/]{43}$/.exec(hash) ?? [];
    expect(ASKED_FOR.slice(0, 3)).toContainEqual({ N: 2 ** Number(ln), r: Number(r), p: Number(p) });
    expect(await verifyPassword(hash, PASSWORD)).toBe(true);
    expect(await verifyPassword(hash, "incorrect horse")).toBe(false);
  });

  test("is another each time, by a salt of 16 bytes", async () => {
    const hashes = [await hashPassword(PASSWORD), await hashPassword(PASSWORD)];
    const salts = hashes.map((hash) => hash.split("$")[3] ?? "");
    expect(salts.map((salt) => Buffer.from(salt, "base64").length)).toEqual([16, 16]);
    expect(salts[0]).not.toBe(salts[1]);
  });

  test("as versions before this wrote it is verified still, and to be another", async () => {
    expect(await verifyPassword(OLD_HASH, PASSWORD)).toBe(true);
    expect(await verifyPassword(OLD_HASH, "incorrect horse")).toBe(false);
    expect(isOutdated(OLD_HASH)).toBe(true);
    expect(isOutdated(await hashPassword(PASSWORD))).toBe(false);
  });
});
