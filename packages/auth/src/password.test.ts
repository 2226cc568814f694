import { scryptSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./password.js";

/** RFC 7914, section 2: cost, block size and parallelization. */
interface Parameters {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const OURS: Parameters = { N: 2 ** 14, r: 16, p: 1 };

/** Each of them is enough: OWASP's Password Storage Cheat Sheet, "scrypt". ASVS 5.0.0, appendix C, has the first three. */
const ASKED_FOR: readonly Parameters[] = [
  { N: 2 ** 17, r: 8, p: 1 },
  { N: 2 ** 16, r: 8, p: 2 },
  { N: 2 ** 15, r: 8, p: 3 },
  { N: 2 ** 14, r: 8, p: 5 },
  { N: 2 ** 13, r: 8, p: 10 },
];

const PASSWORD = "correct horse";
const SALT = "00112233445566778899aabbccddeeff";

const bytes = ({ N, r }: Parameters) => 128 * N * r;
const work = (parameters: Parameters) => bytes(parameters) * parameters.p;

/** As `hashPassword` should make it, by Node alone. */
function expectedHash(salt: string, parameters = OURS): string {
  return `${salt}:${scryptSync(PASSWORD, salt, 64, { ...parameters, maxmem: 2 * bytes(parameters) }).toString("hex")}`;
}

describe("a password's hash", () => {
  test("is another each time, by a salt of 16 bytes, and scrypt's", async () => {
    const hashes = [await hashPassword(PASSWORD), await hashPassword(PASSWORD)];
    const salts = hashes.map((hash) => /^([0-9a-f]{32}):/.exec(hash)?.[1] ?? "none");
    expect(salts[0]).not.toBe(salts[1]);
    expect(hashes).toEqual(salts.map((salt) => expectedHash(salt)));
  });

  test("is verified by scrypt with N=16384, r=16, p=1 and no others: two fifths of the least work that OWASP asks for", async () => {
    expect(await verifyPassword(expectedHash(SALT), PASSWORD)).toBe(true);
    expect(await verifyPassword(expectedHash(SALT), "incorrect horse")).toBe(false);
    for (const change of [{ N: 2 ** 13 }, { r: 8 }, { p: 2 }]) {
      expect(await verifyPassword(expectedHash(SALT, { ...OURS, ...change }), PASSWORD)).toBe(false);
    }
    // Less than is asked for: what changes them has to change this, and what is said of 11.4.2 in docs/asvs.md.
    expect(work(OURS) / Math.min(...ASKED_FOR.map(work))).toBe(0.4);
  });
});
