import { DatabaseError, DatabaseUnavailableError } from "@typedo/db";
import { ownerClient } from "@typedo/db/testing";
import { beforeAll, expect, test } from "vitest";
import { addUser } from "../testing/add-user.js";
import { eventually } from "../testing/eventually.js";
import { absentDatabase, countingDatabase, openTestAuth } from "../testing/test-auth.js";
import { checkedKeys } from "./checked-keys.js";

const it = openTestAuth();
let userId: string;

beforeAll(async () => {
  ({ userId } = await addUser(it));
});

const UNKNOWN = `typedo_${"x".repeat(64)}`;

async function makeKey() {
  const made = await it.auth.accounts.createKey(userId, { name: "Key", scopes: ["tasks:read"], expiresAt: null });
  if (typeof made === "string") throw new Error(made);
  return { key: made.secret, id: made.key.id };
}

/** With a clock that stands still unless it is set, and a count of look-ups. */
function setUp(database = it.authDatabase) {
  const time = { now: Date.now() };
  const counting = countingDatabase(database);
  const logged: string[] = [];
  const checked = checkedKeys(
    counting.database,
    (level, message) => logged.push(`${level} ${message}`),
    () => time.now,
  );
  return { checked, time, logged, looks: counting.selects };
}

test("many who send one unknown key at a time cause one look-up, and the next second none", async () => {
  const { checked, time, looks } = setUp();
  const answers = await Promise.all(Array.from({ length: 100 }, async () => checked.check(UNKNOWN)));
  expect(new Set(answers)).toEqual(new Set([undefined]));
  expect(looks()).toBe(1);
  time.now += 999;
  await checked.check(UNKNOWN);
  expect(looks()).toBe(1);
  time.now += 1;
  await checked.check(UNKNOWN);
  expect(looks()).toBe(2);
});

test("a good key is looked up once in 3 s", async () => {
  const { checked, time, looks } = setUp();
  const { key, id } = await makeKey();
  await Promise.all(Array.from({ length: 100 }, async () => checked.check(key)));
  time.now += 2999;
  expect(await checked.check(key)).toMatchObject({ userId, keyId: id });
  expect(looks()).toBe(1);
  time.now += 1;
  await checked.check(key);
  expect(looks()).toBe(2);
});

test("a flood of bad keys does not push out a good one", async () => {
  const { checked, looks } = setUp();
  const { key } = await makeKey();
  await checked.check(key);
  const letters = "abcdefghijk".split("");
  const bad = letters.flatMap((a) =>
    letters.flatMap((b) => letters.map((c) => `typedo_${a}${b}${c}${"x".repeat(61)}`)),
  );
  expect(bad.length).toBeGreaterThan(1000);
  for (const each of bad) await checked.check(each);
  const before = looks();
  await checked.check(key);
  expect(looks()).toBe(before);
});

test("a key that was revoked while it was being looked up is not trusted for that", async () => {
  const { checked } = setUp();
  const { key, id } = await makeKey();
  const underWay = checked.check(key);
  checked.forget(userId, id);
  expect(await underWay).toMatchObject({ keyId: id });
  await ownerClient(it.database)`delete from auth.apikey where id = ${id}`;
  expect(await checked.check(key)).toBeUndefined();
});

test("a new look-up after a revocation does not share the one from before it", async () => {
  const { checked, looks } = setUp();
  const { key, id } = await makeKey();
  const before = checked.check(key);
  checked.forget(userId, id);
  await Promise.all([before, checked.check(key)]);
  expect(looks()).toBe(2);
});

test("its use is noted once in 3 s, whichever process it is sent to", async () => {
  const { key, id } = await makeKey();
  const owner = ownerClient(it.database);
  await owner`create table auth.uses (at timestamptz(3))`;
  await owner`
    create function auth.keep_use() returns trigger language plpgsql security definer as
    $$ begin insert into auth.uses values (new.last_request); return new; end $$`;
  await owner`create trigger keep_use after update on auth.apikey for each row execute function auth.keep_use()`;
  const noted = async (...uses: number[]) =>
    eventually(async () => {
      const rows = await owner`select at from auth.uses order by at`;
      expect(rows.map((row) => row["at"])).toEqual(uses.map((at) => new Date(at)));
    });

  const [here, there] = [setUp(), setUp()];
  await here.checked.check(key);
  await noted(here.time.now);
  there.time.now = here.time.now + 2999;
  expect(await there.checked.check(key)).toMatchObject({ keyId: id });
  there.time.now += 3000;
  await there.checked.check(key);
  await noted(here.time.now, there.time.now);
  await owner`drop trigger keep_use on auth.apikey`;
});

test("a use that can't be noted is logged, and the key is good all the same", async () => {
  const { checked, logged } = setUp();
  const { key, id } = await makeKey();
  await ownerClient(it.database)`revoke update on auth.apikey from typedo_auth`;
  expect(await checked.check(key)).toMatchObject({ keyId: id });
  await eventually(() => expect(logged).toEqual(["warn It could not be noted when an API key was used"]));
  await ownerClient(it.database)`grant update on auth.apikey to typedo_auth`;
});

test("while the database is away, what was looked up goes on for its moments, and the rest is not said to be wrong", async () => {
  const { key } = await makeKey();
  let away = false;
  const absent = absentDatabase();
  const select = absent.select.bind(absent);
  const database = new Proxy(it.authDatabase, {
    get: (target, property) => (away && property === "select" ? select : Reflect.get(target, property)),
  });
  const { checked, time } = setUp(database);
  await checked.check(key);
  away = true;
  time.now += 2999;
  expect(await checked.check(key)).toMatchObject({ userId });
  await expect(checked.check(UNKNOWN)).rejects.toThrow(DatabaseUnavailableError);
  time.now += 1;
  await expect(checked.check(key)).rejects.toThrow(DatabaseUnavailableError);
  away = false;
  expect(await checked.check(key)).toMatchObject({ userId });
});

test("a statement that is refused is not taken for a wrong key", async () => {
  const { checked } = setUp();
  await ownerClient(it.database)`revoke select on auth.apikey from typedo_auth`;
  await expect(checked.check(UNKNOWN)).rejects.toThrow(DatabaseError);
  await ownerClient(it.database)`grant select on auth.apikey to typedo_auth`;
  expect(await checked.check(UNKNOWN)).toBeUndefined();
});

test("a key is known for an hour after it was good, and a second after it was refused; a forgotten one is not", async () => {
  const { checked, time } = setUp();
  const [kept, revoked] = [await makeKey(), await makeKey()];
  expect([kept.key, revoked.key, UNKNOWN].map((key) => checked.isKnown(key))).toEqual([false, false, false]);
  const asked = [checked.check(kept.key), checked.check(revoked.key), checked.check(UNKNOWN)];
  expect([kept.key, revoked.key, UNKNOWN].map((key) => checked.isKnown(key))).toEqual([true, true, true]);
  await Promise.all(asked);
  time.now += 999;
  expect(checked.isKnown(UNKNOWN)).toBe(true);
  time.now += 1;
  expect(checked.isKnown(UNKNOWN)).toBe(false);
  checked.forget(userId, revoked.id);
  expect([kept.key, revoked.key].map((key) => checked.isKnown(key))).toEqual([true, false]);
  time.now += 60 * 60 * 1000;
  expect(checked.isKnown(kept.key)).toBe(false);
});

test("a key that turns out to be gone is not known any more", async () => {
  const { checked, time } = setUp();
  const { key, id } = await makeKey();
  await checked.check(key);
  await ownerClient(it.database)`delete from auth.apikey where id = ${id}`;
  time.now += 3000;
  expect(checked.isKnown(key)).toBe(true);
  expect(await checked.check(key)).toBeUndefined();
  time.now += 1000;
  expect(checked.isKnown(key)).toBe(false);
});
