import { ownerClient } from "@typedo/db/testing";
import { decodeProtectedHeader } from "jose";
import { beforeAll, expect, test, vi } from "vitest";
import { createAuth } from "./create-auth.js";
import { rotateKeys } from "./rotate-keys.js";
import { Browser, openTestAuth, SECRET, testOptions, tokenOf } from "./testing/test-auth.js";

const it = openTestAuth();
let ada: Browser;

beforeAll(async () => {
  ada = new Browser(it.auth);
  await ada.signUp();
});

const rotate = (revoke = false) => rotateKeys({ database: it.authDatabase, secret: SECRET, revoke });

const kidOf = (token: string) => decodeProtectedHeader(token).kid;

async function published(): Promise<string[]> {
  const keys: { kid: string }[] = JSON.parse((await ada.get("/jwks")).text).keys;
  return keys.map(({ kid }) => kid);
}

async function countKeys(): Promise<number> {
  return (await ownerClient(it.database)`select from auth.jwks`).length;
}

/** Another process: it has its own memory of the keys. */
const anotherServer = () => createAuth(testOptions(it.authDatabase));

test("a rotated key verifies what it signed, the new one signs, both are published, and nobody starts anew", async () => {
  const server = anotherServer();
  const before = await tokenOf(ada, "/token");
  await server.authenticate(`Bearer ${before}`);
  const { current, ended } = await rotate();
  const after = await tokenOf(ada, "/token");
  expect([kidOf(after), ended.map(({ id }) => id)]).toEqual([current, [kidOf(before)]]);
  const days = (Number(ended[0]?.verifiesUntil) - Date.now()) / 86_400_000;
  expect([days > 29.9, days < 30.1]).toEqual([true, true]);
  expect(new Set(await published())).toEqual(new Set([kidOf(before), current]));
  // It looked at the keys not long ago, and looks again after three seconds.
  for (const token of [before, after]) {
    await vi.waitFor(async () => expect(await server.authenticate(`Bearer ${token}`)).toHaveProperty("userId"), 20_000);
  }
});

test("rotated by many at once, one key signs, and every one made verifies", async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => rotate()));
  const live = await ownerClient(it.database)`select id from auth.jwks where expires_at is null`;
  expect(live).toHaveLength(1);
  expect(kidOf(await tokenOf(ada, "/token"))).toBe(live[0]?.["id"]);
  expect(await published()).toEqual(expect.arrayContaining(made.map(({ current }) => current)));
});

test("while keys are rotated, there is one to sign with at every moment", async () => {
  const current = [kidOf(await tokenOf(ada, "/token"))];
  const before = await countKeys();
  const signers = new Array<string | undefined>();
  let rotating = true;
  const rotateOften = async () => {
    try {
      for (let times = 0; times < 10; times += 1) current.push((await rotate()).current);
    } finally {
      rotating = false;
    }
  };
  const signMeanwhile = async () => {
    while (rotating) signers.push(kidOf(await tokenOf(ada, "/token")));
  };
  await Promise.all([rotateOften(), signMeanwhile()]);
  signers.push(kidOf(await tokenOf(ada, "/token")));
  const turns = signers.map((kid) => current.indexOf(kid));
  expect(turns).not.toContain(-1);
  // None signs again once another has.
  expect(turns).toEqual(turns.toSorted((one, other) => one - other));
  expect(turns.at(-1)).toBe(10);
  // Better Auth would make one of its own where it finds none.
  expect((await countKeys()) - before).toBe(10);
});

test("what verifies nothing any more is cleared away", async () => {
  const owner = ownerClient(it.database);
  await owner`update auth.jwks set expires_at = now() - interval '31 days' where expires_at is not null`;
  const { removed } = await rotate();
  expect(removed.length).toBe(19);
  expect(await owner`select from auth.jwks`).toHaveLength(2);
});

test("a key that is revoked verifies nothing, where it is not remembered", async () => {
  const before = await tokenOf(ada, "/token");
  const { current, ended, removed } = await rotate(true);
  expect([ended, removed]).toEqual([[], expect.arrayContaining([kidOf(before)])]);
  expect(await published()).toEqual([current]);
  await expect(anotherServer().authenticate(`Bearer ${before}`)).rejects.toThrow("not valid");
});
