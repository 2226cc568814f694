import { DatabaseUnavailableError } from "@typedo/db";
import { ownerClient } from "@typedo/db/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { mintAccessToken } from "./access-token.js";
import { createAuth } from "./create-auth.js";
import { addUser } from "./testing/add-user.js";
import { eventually } from "./testing/eventually.js";
import { edwardsKeys, forge, forgeSigned, goodClaims, rsaKeys } from "./testing/forge.js";
import {
  absentDatabase,
  BASE_URL,
  countingDatabase,
  createTestAuth,
  SECRET,
  type TestAuth,
  testOptions,
  tokenOf,
} from "./testing/test-auth.js";

const NOW = new Date("2026-03-01T12:00:00Z");

const ours = edwardsKeys();
const theirs = edwardsKeys();
const rsa = rsaKeys();
const jwk = ours.publicKey.export({ format: "jwk" });

let it: TestAuth;

beforeAll(async () => {
  it = await createTestAuth();
  await addKey("ours", ours.publicKey.export({ format: "jwk" }));
});

afterAll(async () => {
  await it.close();
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
});

async function addKey(id: string, publicKey: object): Promise<void> {
  await ownerClient(it.database)`
    insert into auth.jwks (id, public_key, private_key) values (${id}, ${JSON.stringify(publicKey)}, 'none')`;
}

const seconds = (from: number) => NOW.getTime() / 1000 + from;

const tamper = (token: string, part: 0 | 1 | 2, change: (text: string) => string) =>
  token
    .split(".")
    .map((text, place) => (place === part ? change(text) : text))
    .join(".");

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

const bearer = (token: string) => `Bearer ${token}`;
const good = () => bearer(forge());
const goodSigned = () => bearer(forgeSigned("EdDSA", ours.privateKey, { kid: "ours" }));

/** What differs, the header's value that is refused, and the nearest one that is not. */
const FORGERIES: readonly [string, refused: () => string, taken: () => string][] = [
  ["no algorithm", () => bearer(forge({ header: { alg: undefined } })), good],
  ["alg none, unsigned", () => bearer(tamper(forge({ header: { alg: "none" } }), 2, () => "")), good],
  ["alg none, signed", () => bearer(forge({ header: { alg: "none" } })), good],
  ["alg none in other letters", () => bearer(forge({ header: { alg: "nOnE" } })), good],
  ["another secret", () => bearer(forge({ key: `${SECRET}!` })), good],
  ["an empty secret", () => bearer(forge({ key: "" })), good],
  ["HS384", () => bearer(forge({ header: { alg: "HS384" }, hash: "sha384" })), good],
  ["HS512", () => bearer(forge({ header: { alg: "HS512" }, hash: "sha512" })), good],
  ["HS512 that says HS256", () => bearer(forge({ hash: "sha512" })), good],
  ["alg in other letters", () => bearer(forge({ header: { alg: "hs256" } })), good],
  [
    "the public key as an HMAC secret (JWK)",
    () => bearer(forge({ header: { kid: "ours" }, key: JSON.stringify(jwk) })),
    () => bearer(forge({ header: { kid: "ours" } })),
  ],
  [
    "the public key as an HMAC secret (bytes)",
    () => bearer(forge({ header: { kid: "ours" }, key: Buffer.from(jwk.x ?? "", "base64url") })),
    () => bearer(forge({ header: { kid: "ours" } })),
  ],
  [
    "the public key as an HMAC secret (PEM)",
    () => bearer(forge({ key: ours.publicKey.export({ format: "pem", type: "spki" }) })),
    good,
  ],
  ["HMAC that says EdDSA", () => bearer(forge({ header: { alg: "EdDSA", kid: "ours" } })), goodSigned],
  ["RS256", () => bearer(forgeSigned("RS256", rsa.privateKey, { kid: "ours" })), goodSigned],
  ["EdDSA by another's key", () => bearer(forgeSigned("EdDSA", theirs.privateKey, { kid: "ours" })), goodSigned],
  ["EdDSA, an id of no key", () => bearer(forgeSigned("EdDSA", ours.privateKey, { kid: "nobody's" })), goodSigned],
  ["EdDSA, no key's id", () => bearer(forgeSigned("EdDSA", ours.privateKey)), goodSigned],
  [
    "EdDSA, an id that is no string",
    () => bearer(forgeSigned("EdDSA", ours.privateKey, { kid: ["ours"] })),
    goodSigned,
  ],
  [
    "its own key in jwk",
    () =>
      bearer(forgeSigned("EdDSA", theirs.privateKey, { kid: "x", jwk: theirs.publicKey.export({ format: "jwk" }) })),
    () =>
      bearer(forgeSigned("EdDSA", ours.privateKey, { kid: "ours", jwk: theirs.publicKey.export({ format: "jwk" }) })),
  ],
  [
    "its own keys at jku",
    () => bearer(forgeSigned("EdDSA", theirs.privateKey, { kid: "x", jku: "http://127.0.0.1:1/jwks" })),
    () => bearer(forgeSigned("EdDSA", ours.privateKey, { kid: "ours", jku: "http://127.0.0.1:1/jwks" })),
  ],
  ["crit", () => bearer(forge({ header: { crit: ["b64"], b64: true } })), good],
  ["an empty crit", () => bearer(forge({ header: { crit: [] } })), good],
  [
    "an unknown crit",
    () => bearer(forge({ header: { crit: ["x"], x: 1 } })),
    () => bearer(forge({ header: { x: 1 } })),
  ],
  [
    "another typ",
    () => bearer(forge({ header: { typ: "id+jwt" } })),
    () => bearer(forge({ header: { typ: "At+JWT" } })),
  ],
  [
    "a typ in a list",
    () => bearer(forge({ header: { typ: ["JWT"] } })),
    () => bearer(forge({ header: { typ: "jwt" } })),
  ],
  ["an empty typ", () => bearer(forge({ header: { typ: "" } })), () => bearer(forge({ header: { typ: "JWT" } }))],
  [
    "expired",
    () => bearer(forge({ claims: { exp: seconds(-5) } })),
    () => bearer(forge({ claims: { exp: seconds(-4) } })),
  ],
  [
    "not yet valid",
    () => bearer(forge({ claims: { nbf: seconds(6) } })),
    () => bearer(forge({ claims: { nbf: seconds(5) } })),
  ],
  [
    "from the future",
    () => bearer(forge({ claims: { iat: seconds(6) } })),
    () => bearer(forge({ claims: { iat: seconds(5) } })),
  ],
  ["exp missing", () => bearer(forge({ claims: { exp: undefined } })), good],
  [
    "exp as text",
    () => bearer(forge({ claims: { exp: String(seconds(60)) } })),
    () => bearer(forge({ claims: { exp: seconds(60) } })),
  ],
  ["exp null", () => bearer(forge({ claims: { exp: null } })), good],
  ["iat as text", () => bearer(forge({ claims: { iat: "now" } })), () => bearer(forge({ claims: { iat: undefined } }))],
  ["iss missing", () => bearer(forge({ claims: { iss: undefined } })), good],
  [
    "another iss",
    () => bearer(forge({ claims: { iss: `${BASE_URL}/` } })),
    () => bearer(forge({ claims: { iss: BASE_URL } })),
  ],
  ["a list as iss", () => bearer(forge({ claims: { iss: [BASE_URL] } })), good],
  ["aud missing", () => bearer(forge({ claims: { aud: undefined } })), good],
  [
    "another aud",
    () => bearer(forge({ claims: { aud: "http://localhost" } })),
    () => bearer(forge({ claims: { aud: BASE_URL } })),
  ],
  [
    "aud without us",
    () => bearer(forge({ claims: { aud: ["a", "b"] } })),
    () => bearer(forge({ claims: { aud: ["a", BASE_URL] } })),
  ],
  ["sub missing", () => bearer(forge({ claims: { sub: undefined } })), good],
  ["an empty sub", () => bearer(forge({ claims: { sub: "" } })), () => bearer(forge({ claims: { sub: "x" } }))],
  [
    "a sub too long",
    () => bearer(forge({ claims: { sub: "x".repeat(65) } })),
    () => bearer(forge({ claims: { sub: "x".repeat(64) } })),
  ],
  ["a number as sub", () => bearer(forge({ claims: { sub: 7 } })), () => bearer(forge({ claims: { sub: "7" } }))],
  ["NUL in sub", () => bearer(forge({ claims: { sub: "a\0" } })), good],
  [
    "a lone surrogate in sub",
    () => bearer(forge({ claims: { sub: "a\ud800" } })),
    () => bearer(forge({ claims: { sub: "a😀" } })),
  ],
  ["a number as sid", () => bearer(forge({ claims: { sid: 7 } })), () => bearer(forge({ claims: { sid: "7" } }))],
  [
    "a list as scope",
    () => bearer(forge({ claims: { scope: ["account"] } })),
    () => bearer(forge({ claims: { scope: "account" } })),
  ],
  ["null as scope", () => bearer(forge({ claims: { scope: null } })), good],
  ["claims changed", () => bearer(tamper(forge(), 1, () => encode({ ...goodClaims(), sub: "else" }))), good],
  ["header changed", () => bearer(tamper(forge(), 0, () => encode({ alg: "HS256", typ: "JWT" }))), good],
  ["claims that are no object", () => bearer(tamper(forge(), 1, () => encode([]))), good],
  ["signature stripped", () => bearer(tamper(forge(), 2, () => "")), good],
  ["signature left out", () => bearer(forge().split(".").slice(0, 2).join(".")), good],
  ["truncated", () => bearer(forge().slice(0, -8)), good],
  ["signature changed", () => bearer(tamper(forge(), 2, (text) => `A${text.slice(1, -1)}A`)), good],
  ["five parts", () => bearer(`${forge()}.x.y`), good],
  ["two tokens", () => `${bearer(forge())}, ${bearer(forge())}`, good],
  ["two tokens, a space between", () => bearer(`${forge()} ${forge()}`), good],
  ["no token", () => "Bearer", good],
  ["an empty token", () => bearer(""), good],
  ["two spaces", () => bearer(` ${forge()}`), () => `bEARER ${forge()}`],
  ["a space behind", () => `${good()} `, good],
  ["a line end behind", () => `${good()}\n`, good],
  ["quotes", () => bearer(`"${forge()}"`), good],
  ["padding", () => bearer(`${forge()}=`), good],
  [
    "a token of 5 KB",
    () => bearer(forge({ claims: { x: "x".repeat(4000) } })),
    () => bearer(forge({ claims: { x: "x".repeat(2000) } })),
  ],
];

describe("a bearer token is refused, and the one beside it is not", () => {
  test.each(FORGERIES)("%s", async (_, refused, taken) => {
    await expect(it.auth.authenticate(taken())).resolves.toHaveProperty("userId");
    await expect(it.auth.authenticate(refused())).rejects.toMatchObject({
      name: "AuthenticationError",
      reason: "invalid",
      message: "The bearer token is not valid",
    });
  });

  test.each([
    undefined,
    "",
    "Basic dXNlcjpwYXNz",
    `Basic ${forge()}`,
    forge(),
    ` Bearer ${forge()}`,
    `Bearer\t${forge()}`,
  ])("%j is none at all", async (header) => {
    await expect(it.auth.authenticate(header)).rejects.toMatchObject({
      name: "AuthenticationError",
      reason: "missing",
    });
  });
});

describe("what a token says", () => {
  test.each([
    [undefined, ["tasks:read", "tasks:write"]],
    ["tasks:read", ["tasks:read"]],
    ["account tasks:read", ["tasks:read", "account"]],
    ["tasks:read admin TASKS:WRITE tasks:write,account", ["tasks:read"]],
    ["", []],
  ])("by scope %j it may do %j", async (scope, scopes) => {
    expect(await it.auth.authenticate(bearer(forge({ claims: { scope } })))).toEqual({ userId: "somebody", scopes });
  });

  test("can be minted with the secret alone", async () => {
    const minted = await mintAccessToken({ secret: SECRET, baseUrl: BASE_URL, userId: "u", sessionId: "s" });
    expect(minted.expiresAt).toEqual(new Date(NOW.getTime() + 900_000));
    expect(await it.auth.authenticate(bearer(minted.token))).toEqual({
      userId: "u",
      sessionId: "s",
      scopes: ["tasks:read", "tasks:write", "account"],
    });
    const narrow = await mintAccessToken({
      secret: SECRET,
      baseUrl: BASE_URL,
      userId: "u",
      scopes: ["tasks:read"],
      lifetimeSeconds: 60,
      now: new Date(NOW.getTime() - 50_000),
    });
    expect(narrow.expiresAt).toEqual(new Date(NOW.getTime() + 10_000));
    expect(await it.auth.authenticate(bearer(narrow.token))).toEqual({ userId: "u", scopes: ["tasks:read"] });
    await expect(mintAccessToken({ secret: "short", baseUrl: BASE_URL, userId: "u" })).rejects.toThrow(/32/);
  });

  test("holds until it expires, though it was seen to be good before", async () => {
    const header = good();
    await it.auth.authenticate(header);
    vi.setSystemTime(NOW.getTime() + 904_000);
    await expect(it.auth.authenticate(header)).resolves.toHaveProperty("userId");
    vi.setSystemTime(NOW.getTime() + 905_000);
    await expect(it.auth.authenticate(header)).rejects.toMatchObject({ reason: "invalid" });
  });

  test("is not remembered for a token that is alike but for its signature", async () => {
    const token = forge();
    await it.auth.authenticate(bearer(token));
    const changed = tamper(token, 2, (text) => `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`);
    await expect(it.auth.authenticate(bearer(changed))).rejects.toMatchObject({ reason: "invalid" });
  });

  test("is of no use at a server of another secret or another origin", async () => {
    const options = testOptions(it.authDatabase);
    const otherSecret = createAuth({ ...options, secret: `${SECRET}!` });
    const otherOrigin = createAuth({ ...options, baseUrl: "http://localhost:3001" });
    const header = good();
    await expect(otherSecret.authenticate(header)).rejects.toMatchObject({ reason: "invalid" });
    await expect(otherOrigin.authenticate(header)).rejects.toMatchObject({ reason: "invalid" });
    await expect(it.auth.authenticate(header)).resolves.toHaveProperty("userId");
  });
});

describe("the database", () => {
  test("is not needed for a token signed with the secret, and is for a key not yet known", async () => {
    const auth = createAuth(testOptions(absentDatabase()));
    await expect(auth.authenticate(good())).resolves.toHaveProperty("userId");
    await expect(auth.authenticate(goodSigned())).rejects.toBeInstanceOf(DatabaseUnavailableError);
  });

  test("is asked once for the keys, by however many at a time", async () => {
    const { database, selects } = countingDatabase(it.authDatabase);
    const auth = createAuth(testOptions(database));
    const before = selects();
    await Promise.all(Array.from({ length: 20 }, async () => auth.authenticate(goodSigned())));
    vi.setSystemTime(NOW.getTime() + 60_000);
    await auth.authenticate(goodSigned());
    await auth.authenticate(good());
    expect(selects() - before).toBe(1);
  });

  test("is asked once in three seconds for keys that somebody invents", async () => {
    const { database, selects } = countingDatabase(it.authDatabase);
    const auth = createAuth(testOptions(database));
    const before = selects();
    const invent = async (id: number) =>
      auth.authenticate(bearer(forgeSigned("EdDSA", theirs.privateKey, { kid: `invented ${id}` })));
    for (let id = 0; id < 30; id += 1) await expect(invent(id)).rejects.toMatchObject({ reason: "invalid" });
    expect(selects() - before).toBe(1);
    vi.setSystemTime(NOW.getTime() + 3000);
    for (let id = 0; id < 30; id += 1) await expect(invent(id)).rejects.toMatchObject({ reason: "invalid" });
    expect(selects() - before).toBe(2);
  });

  test("gives a key made since, and goes without one taken away", async () => {
    const auth = createAuth(testOptions(it.authDatabase));
    const late = edwardsKeys();
    let tokens = 0;
    // Each another one, so that none is remembered as good.
    const header = () => bearer(forgeSigned("EdDSA", late.privateKey, { kid: "late", number: (tokens += 1) }));
    await auth.authenticate(goodSigned());
    await addKey("late", late.publicKey.export({ format: "jwk" }));
    vi.setSystemTime(NOW.getTime() + 3000);
    await expect(auth.authenticate(header())).resolves.toHaveProperty("userId");

    await ownerClient(it.database)`delete from auth.jwks where id = 'late'`;
    vi.setSystemTime(NOW.getTime() + 11 * 60_000);
    await eventually(async () => expect(auth.authenticate(header())).rejects.toMatchObject({ reason: "invalid" }));
    await expect(auth.authenticate(goodSigned())).resolves.toHaveProperty("userId");
  });

  test("need not be there for a key that is known", async () => {
    let away = false;
    const database = new Proxy(it.authDatabase, {
      get: (target, property) => Reflect.get(away ? absentDatabase() : target, property),
    });
    const auth = createAuth(testOptions(database));
    await auth.authenticate(goodSigned());
    away = true;
    vi.setSystemTime(NOW.getTime() + 11 * 60_000);
    await expect(auth.authenticate(goodSigned())).resolves.toHaveProperty("userId");
  });

  test("tells of a key that this process made just now, whatever was invented a moment ago", async () => {
    vi.useRealTimers();
    const fresh = await createTestAuth();
    const invented = bearer(forgeSigned("EdDSA", theirs.privateKey, { kid: "invented" }));
    await expect(fresh.auth.authenticate(invented)).rejects.toMatchObject({ reason: "invalid" });
    const { browser } = await addUser(fresh);
    const token = await tokenOf(browser, "/token");
    await expect(fresh.auth.authenticate(bearer(token))).resolves.toHaveProperty("userId");
    await fresh.close();
  });
});
