import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { BASE_URL, SECRET } from "./test-auth.js";

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

const nowSeconds = () => Math.floor(Date.now() / 1000);

/** The claims of a good token. */
export function goodClaims(): Record<string, unknown> {
  return { iss: BASE_URL, aud: BASE_URL, sub: "somebody", iat: nowSeconds(), exp: nowSeconds() + 900 };
}

interface Forgery {
  readonly header?: Record<string, unknown>;
  /** Added to those of a good token; undefined takes one away. */
  readonly claims?: Record<string, unknown>;
  readonly hash?: "sha256" | "sha384" | "sha512";
  readonly key?: string | Buffer;
}

/** A token put together by hand, signed by HMAC; with nothing given it is good. */
export function forge({ header, claims, hash = "sha256", key = SECRET }: Forgery = {}): string {
  const signed = `${encode({ alg: "HS256", ...header })}.${encode({ ...goodClaims(), ...claims })}`;
  return `${signed}.${createHmac(hash, key).update(signed).digest("base64url")}`;
}

/** One signed with a private key: `alg` names what the header says. */
export function forgeSigned(alg: "EdDSA" | "RS256", key: KeyObject, header: Record<string, unknown> = {}): string {
  const signed = `${encode({ alg, ...header })}.${encode(goodClaims())}`;
  const signature = sign(alg === "RS256" ? "sha256" : null, Buffer.from(signed), key);
  return `${signed}.${signature.toString("base64url")}`;
}

export const edwardsKeys = () => generateKeyPairSync("ed25519");

export const rsaKeys = () => generateKeyPairSync("rsa", { modulusLength: 2048 });

/** The token with one of its parts changed: header, claims or signature. */
export function tamper(token: string, part: 0 | 1 | 2, change: (text: string) => string): string {
  return token
    .split(".")
    .map((text, place) => (place === part ? change(text) : text))
    .join(".");
}
