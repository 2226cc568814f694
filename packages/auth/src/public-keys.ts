import { type AuthDatabase, jwks, translateDatabaseError } from "@typedo/db";
import { importJWK } from "jose";

/** Milliseconds between two looks into the database for a key that is not known: anybody can invent its id. */
const COOLDOWN = 3000;

/** Milliseconds after which the keys are read again beside the work, so that a deleted one goes out of use. */
const REFRESH = 10 * 60 * 1000;

/** Milliseconds that a key still verifies after it stopped signing: as long as Better Auth publishes it. */
export const KEY_GRACE = 30 * 24 * 60 * 60 * 1000;

type PublicKey = Exclude<Awaited<ReturnType<typeof importJWK>>, Uint8Array>;
type KeySet = ReadonlyMap<string, PublicKey>;

/** The public keys of table `jwks`, by id, kept in memory. */
export interface PublicKeys {
  /** Undefined where there is no such key. @throws DatabaseUnavailableError when that can't be found out */
  find(id: string): Promise<PublicKey | undefined>;
  /** This process made one: the next unknown id is looked for at once. */
  expectAnother(): void;
}

export function publicKeys(database: Pick<AuthDatabase, "select">, clock: () => number = Date.now): PublicKeys {
  let known: KeySet = new Map();
  let latest: { readonly at: number; readonly keys: Promise<KeySet> } | undefined;

  /**
   * One look at a time and one in each cooldown: all who ask meanwhile share it, and its failure. A look that is later
   * than now was before the machine's clock was set back, and puts none off.
   */
  function look(): Promise<KeySet> {
    const now = clock();
    if (latest && Math.abs(now - latest.at) < COOLDOWN) return latest.keys;
    const keys = readKeys(database, now).then((read) => (known = read));
    latest = { at: now, keys };
    return keys;
  }

  return {
    async find(id) {
      const key = known.get(id);
      if (!key) return (await look()).get(id);
      // What is known goes on working while the database is away.
      if (latest && Math.abs(clock() - latest.at) > REFRESH) look().catch(() => {});
      return key;
    },
    expectAnother() {
      latest = undefined;
    },
  };
}

async function readKeys(database: Pick<AuthDatabase, "select">, now: number): Promise<KeySet> {
  const keys = new Map<string, PublicKey>();
  for (const row of await selectKeys(database)) {
    if (row.expiresAt && row.expiresAt.getTime() + KEY_GRACE < now) continue;
    const key = await importJWK({ ...JSON.parse(row.publicKey), alg: "EdDSA" }, "EdDSA");
    if (!(key instanceof Uint8Array)) keys.set(row.id, key);
  }
  return keys;
}

async function selectKeys(database: Pick<AuthDatabase, "select">) {
  try {
    const columns = { id: jwks.id, publicKey: jwks.publicKey, expiresAt: jwks.expiresAt, alg: jwks.alg };
    const rows = await database.select(columns).from(jwks);
    return rows.filter((row) => row.alg === null || row.alg === "EdDSA");
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
