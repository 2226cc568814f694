import { randomUUID } from "node:crypto";
import { type AuthDatabase, jwks } from "@typedo/db";
import { generateExportedKeyPair } from "better-auth/plugins/jwt";
import { isNull, lt, ne, or, sql } from "drizzle-orm";
import { KEY_GRACE } from "./public-keys.js";
import { sealKey } from "./sealed-keys.js";

/** What became of the keys that sign the tokens of `/api/auth/token`. */
export interface RotatedKeys {
  /** Signs from now on. */
  readonly current: string;
  /** Sign nothing any more. */
  readonly ended: readonly { readonly id: string; readonly verifiesUntil: Date }[];
  /** Verify nothing any more, and are gone. */
  readonly removed: readonly string[];
}

interface RotateOptions {
  readonly database: Pick<AuthDatabase, "transaction">;
  readonly secret: string;
  /** Where an old key is known to be out: what it signed is worth nothing from now on. */
  readonly revoke?: boolean;
}

/** Any number, the same for every process: one rotates at a time. */
const ROTATION_LOCK = 7_891_014;

/**
 * Makes a new signing key, and ends the others. All or nothing: there is a key that signs at every moment. Servers take it
 * up with the next token, since they look for the newest each time; those who verify ask for keys that they do not know.
 */
export async function rotateKeys({ database, secret, revoke = false }: RotateOptions): Promise<RotatedKeys> {
  const { alg, publicWebKey, privateWebKey } = await generateExportedKeyPair();
  const current = {
    id: randomUUID(),
    alg,
    crv: "Ed25519",
    publicKey: JSON.stringify(publicWebKey),
    privateKey: await sealKey(secret, privateWebKey),
  };
  const graceSeconds = KEY_GRACE / 1000;
  const verifiesNothing = lt(jwks.expiresAt, sql`now() - make_interval(secs => ${graceSeconds})`);
  return database.transaction(async (transaction) => {
    await transaction.select({ locked: sql`pg_advisory_xact_lock(${ROTATION_LOCK})` }).from(sql`(values (1)) as one`);
    await transaction.insert(jwks).values({ ...current, createdAt: sql`clock_timestamp()` });
    const removed = await transaction
      .delete(jwks)
      .where(revoke ? ne(jwks.id, current.id) : verifiesNothing)
      .returning({ id: jwks.id });
    // One that had an end of its own keeps it, if that is sooner.
    await transaction
      .update(jwks)
      .set({ expiresAt: sql`now()` })
      .where(sql`${ne(jwks.id, current.id)} and ${or(isNull(jwks.expiresAt), sql`${jwks.expiresAt} > now()`)}`);
    const ended = await transaction
      .select({ id: jwks.id, expiresAt: jwks.expiresAt })
      .from(jwks)
      .where(ne(jwks.id, current.id))
      .orderBy(jwks.expiresAt);
    return {
      current: current.id,
      ended: ended.map(({ id, expiresAt }) => ({
        id,
        verifiesUntil: new Date((expiresAt?.getTime() ?? Date.now()) + KEY_GRACE),
      })),
      removed: removed.map(({ id }) => id),
    };
  });
}
