import { createHash } from "node:crypto";
import type { GenericEndpointContext } from "@better-auth/core";
import { parseEnvelope, symmetricEncrypt } from "better-auth/crypto";
import type { Jwk } from "better-auth/plugins/jwt";

/** What is encrypted names the secret it needs by this number: it is the secret's own, whatever came before or after. */
export function secretVersion(secret: string): number {
  return createHash("sha256").update(`version of ${secret}`).digest().readUInt32BE() >>> 1;
}

/** A private key as table `jwks` holds it. */
export async function sealKey(secret: string, privateKey: object): Promise<string> {
  const version = secretVersion(secret);
  const key = { keys: new Map([[version, secret]]), currentVersion: version };
  return JSON.stringify(await symmetricEncrypt({ key, data: JSON.stringify(privateKey) }));
}

/**
 * Milliseconds that lie between Better Auth's own look at the clock and its question for the keys, and more: what ends
 * after that look could sign.
 */
const BEFORE_ASKING = 1000;

/** What is used of the context that Better Auth asks with. */
interface Asking {
  readonly context: { readonly adapter: Pick<GenericEndpointContext["context"]["adapter"], "findMany"> };
}

/**
 * The signing keys, as Better Auth's `getJwks`. One that another secret has sealed counts as ended: it goes on verifying,
 * and a new one is made of the current secret. Else nothing could be signed once the old secret is taken away, nor by a
 * server that does not have the new one yet.
 */
export function keysOf(secret: string): (asking: Asking) => Promise<Jwk[]> {
  const version = secretVersion(secret);
  return async ({ context }) => {
    const ended = new Date(Date.now() - BEFORE_ASKING);
    const keys = await context.adapter.findMany<Jwk>({ model: "jwks" });
    const hasEnded = ({ expiresAt }: Jwk) => expiresAt && expiresAt < ended;
    const end = (key: Jwk) => ({ ...key, expiresAt: ended });
    return keys.map((key) => (versionOf(key) === version || hasEnded(key) ? key : end(key)));
  };
}

function versionOf({ privateKey }: Jwk): number | undefined {
  const sealed: unknown = JSON.parse(privateKey);
  return typeof sealed === "string" ? parseEnvelope(sealed)?.version : undefined;
}
