import { scryptSync } from "node:crypto";
import { ownerClient } from "@typedo/db/testing";
import { describe, expect, test } from "vitest";
import { verifyPassword } from "./password.js";
import { addUser } from "./testing/add-user.js";
import { Browser, openTestAuth } from "./testing/test-auth.js";

const it = openTestAuth();

interface Form {
  readonly ln?: number;
  readonly r?: number;
  readonly p?: number;
  readonly saltBytes?: number;
  readonly hashBytes?: number;
}

const encode = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");

/** As it is stored, by Node alone. */
function phcOf(password: string, { ln = 15, r = 8, p = 3, saltBytes = 16, hashBytes = 32 }: Form = {}): string {
  const salt = Buffer.alloc(saltBytes, "always the same");
  const hash = scryptSync(password, salt, hashBytes, { N: 2 ** ln, r, p, maxmem: 2 ** 29 });
  return `$scrypt$ln=${ln},r=${r},p=${p}$${encode(salt)}$${encode(hash)}`;
}

const GOOD = phcOf("correct horse");

describe("a PHC string of scrypt's", () => {
  test("is verified by the password that it was made of, and by no other", async () => {
    expect(await verifyPassword(GOOD, "correct horse")).toBe(true);
    for (const other of ["incorrect horse", "Correct horse", "correct horse ", ""]) {
      expect(await verifyPassword(GOOD, other)).toBe(false);
    }
  });

  test.each([
    { ln: 17, p: 1 },
    { ln: 16, p: 2 },
    { ln: 14, p: 5 },
    { ln: 13, p: 10 },
    { ln: 14, r: 16, p: 1 },
    { saltBytes: 64, hashBytes: 64 },
  ])("is read with what it says itself, as far as OWASP asks for: %j", async (form) => {
    expect(await verifyPassword(phcOf("correct horse", form), "correct horse")).toBe(true);
  });

  test("is of the password's letters, however they are put together", async () => {
    expect(await verifyPassword(phcOf("\u00e9tude \u{1f40e}"), "e\u0301tude \u{1f40e}")).toBe(true);
  });

  test("with a letter of its salt or hash changed is verified by nothing", async () => {
    const [head, salt = "", hash = ""] = GOOD.split(/(?<=p=3)\$|(?<=p=3\$.+)\$/);
    const flip = (text: string) => (text.startsWith("A") ? "B" : "A") + text.slice(1);
    // The last letter's last bits are of no byte: the same salt, written in another way.
    const respell = (text: string) => text.replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1));
    expect(Buffer.from(respell(salt), "base64")).toEqual(Buffer.from(salt, "base64"));
    for (const [otherSalt, otherHash] of [
      [flip(salt), hash],
      [salt, flip(hash)],
      [respell(salt), hash],
    ]) {
      const changed = `${head}$${otherSalt}$${otherHash}`;
      expect(await verifyPassword(changed, "correct horse")).toBe(false);
    }
    expect(await verifyPassword(`${head}$${salt}$${hash}`, "correct horse")).toBe(true);
  });

  test.each([
    ["more memory", { ln: 17, r: 9, p: 1 }],
    ["more work", { ln: 14, r: 8, p: 17 }],
    ["a shorter salt", { saltBytes: 15 }],
    ["a longer salt", { saltBytes: 65 }],
    ["a shorter hash", { hashBytes: 31 }],
    ["a longer hash", { hashBytes: 65 }],
  ])("with %s than is given or enough is verified by nothing", async (_, form) => {
    expect(await verifyPassword(phcOf("correct horse", form), "correct horse")).toBe(false);
  });

  test("is what signs a user in, whose password can be changed as ever", async () => {
    const { browser, email, userId } = await addUser(it);
    await store(userId, GOOD);
    expect(await signInStatus(email)).toBe(200);
    const passwords = { currentPassword: "correct horse", newPassword: "another horse" };
    expect((await browser.post("/change-password", passwords)).status).toBe(200);
    expect(await it.auth.accounts.remove(userId, "another horse")).toBe("removed");
  });
});

const [, , , salt16 = "", hash32 = ""] = GOOD.split("$");

test.each([
  "",
  "$",
  "$$$$",
  ":",
  "a:",
  ":a",
  "no hash",
  "null",
  "$2b$12$abcdefghijklmnopqrstuv",
  "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0c2Fs$aGFzaA",
  `$scrypt$ln=15,r=8,p=3$${salt16}`,
  `$scrypt$ln=15,r=8,p=3$${salt16}$`,
  `$scrypt$ln=15,r=8,p=3$$${hash32}`,
  `$scrypt$ln=15,r=8,p=3$$`,
  `$scrypt$ln=15,r=8$${salt16}$${hash32}`,
  `$scrypt$r=8,ln=15,p=3$${salt16}$${hash32}`,
  `$scrypt$ln=015,r=8,p=3$${salt16}$${hash32}`,
  `$scrypt$ln=0,r=8,p=3$${salt16}$${hash32}`,
  `$scrypt$ln=15,r=0,p=3$${salt16}$${hash32}`,
  `$scrypt$ln=15,r=8,p=0$${salt16}$${hash32}`,
  `$scrypt$ln=-1,r=8,p=3$${salt16}$${hash32}`,
  `$scrypt$ln=1e1,r=8,p=3$${salt16}$${hash32}`,
  `$scrypt$ln=16,r=1,p=1$${salt16}$${hash32}`,
  `$scrypt$ln=99,r=8,p=3$${salt16}$${hash32}`,
  `$scrypt$ln=31,r=8,p=3$${salt16}$${hash32}`,
  `$scrypt$ln=15,r=99,p=99$${salt16}$${hash32}`,
  `$scrypt$ln=15,r=8,p=999999999$${salt16}$${hash32}`,
  `$scrypt$ln=15,r=8,p=3$${salt16}==$${hash32}=`,
  `$scrypt$ln=15,r=8,p=3$${salt16}A$${hash32}`,
  `$scrypt$ln=15,r=8,p=3$${salt16.slice(0, -1)}_$${hash32}`,
  `${GOOD}\n`,
  `${GOOD}$`,
  ` ${GOOD}`,
  GOOD.replace("$scrypt", "$SCRYPT"),
])("what is no hash of a password is nobody's password, and no fault: %j", async (hash) => {
  expect(await verifyPassword(hash, "correct horse")).toBe(false);
  const { email, userId } = await addUser(it);
  await store(userId, hash);
  expect(await signInStatus(email)).toBe(401);
  expect(await it.auth.accounts.remove(userId, "correct horse")).toBe("wrong-password");
});

async function store(userId: string, hash: string): Promise<void> {
  await ownerClient(it.database)`update auth.account set password = ${hash} where user_id = ${userId}`;
}

async function signInStatus(email: string): Promise<number> {
  return (await new Browser(it.auth).post("/sign-in/email", { email, password: "correct horse" })).status;
}
