import { describe, expect, test } from "vitest";
import { forge, forgeSigned, goodClaims, rsaKeys, tamper } from "./testing/forge.js";
import { bearer, good, goodSigned, NOW, openKeyedAuth, ours, stopClock, theirs } from "./testing/good-tokens.js";
import { BASE_URL, SECRET } from "./testing/test-auth.js";

const rsa = rsaKeys();
const jwk = ours.publicKey.export({ format: "jwk" });

const it = openKeyedAuth();

stopClock();

const seconds = (from: number) => NOW.getTime() / 1000 + from;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

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
