import { createHash } from "node:crypto";
import { idempotency, type WriteTransaction } from "@typedo/db";
import { and, eq, gt, lte, sql } from "drizzle-orm";
import superjson from "superjson";
import { z } from "zod";
import type { Outcome } from "./context.js";
import { ApiError } from "./errors.js";

const FORM = /^[\x21-\x7e]{1,255}$/;

/** 1 to 255 visible ASCII characters. */
export function isIdempotencyKey(text: string): boolean {
  return FORM.test(text);
}

/** In the input of every write. */
export const idempotencyKey = z
  .string()
  .regex(FORM, { error: "Must be 1 to 255 visible ASCII characters" })
  .optional()
  .meta({ description: "The same call with the same key within 24 hours is done once, and answered alike" });

/** What is under way in this process, by user and key. */
const underWay = new Set<string>();

/**
 * Does the work, unless a call under the same key is under way here: which is known before a turn or a connection has
 * to be waited for.
 *
 * @throws ApiError `idempotency_in_flight`
 */
export async function oneAtATime<T>(userId: string, key: string, work: () => Promise<T>): Promise<T> {
  const name = lockName(userId, key);
  if (underWay.has(name)) throw inFlight();
  underWay.add(name);
  try {
    return await work();
  } finally {
    underWay.delete(name);
  }
}

function lockName(userId: string, key: string): string {
  return `${userId}\n${key}`;
}

/** One call: whose, under which key, and what it asks for. */
export interface KeyedCall {
  readonly userId: string;
  readonly key: string;
  readonly fingerprint: string;
  /** Is told of what the call did, or had done. */
  readonly outcome: Outcome;
}

/** The same for the same procedure and parsed input, in whatever order its fields are. */
export function fingerprintOf(procedure: string, input: object): string {
  return createHash("sha256")
    .update(JSON.stringify([procedure, input], sortKeys))
    .digest("base64url");
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/**
 * Does the work, unless a call under the same key has: then gives what that one gave. The answer is stored in the work's
 * own transaction, so that neither is there without the other. Who finds the key in use does not wait for it.
 *
 * @throws ApiError `idempotency_in_flight` while another call under the key is under way, `idempotency_mismatch` if the
 *   key stands for another call
 */
export async function doOnce<T>(
  transaction: WriteTransaction,
  { userId, key, fingerprint, outcome }: KeyedCall,
  work: () => Promise<T>,
): Promise<T> {
  // Two statements in one trip: the second sees what a transaction stored that let go of the lock just before.
  const [lock, stored] = await Promise.all([
    transaction
      .select({ taken: sql<boolean>`pg_try_advisory_xact_lock(hashtextextended(${lockName(userId, key)}, 0))` })
      .from(sql`(values (1)) as one`),
    transaction
      .select({ fingerprint: idempotency.fingerprint, answer: idempotency.answer, created: idempotency.created })
      .from(idempotency)
      .where(and(eq(idempotency.userId, userId), eq(idempotency.key, key), gt(idempotency.expiresAt, sql`now()`))),
  ]);
  const [earlier] = stored;
  if (earlier) {
    if (earlier.fingerprint !== fingerprint) throw new ApiError("idempotency_mismatch");
    outcome.replayed = true;
    outcome.created = earlier.created;
    transaction.withCommit(transaction.select({ noted: awaitStandby }).from(sql`(values (1)) as one`));
    return superjson.parse<T>(earlier.answer);
  }
  if (lock[0]?.taken !== true) throw inFlight();

  const result = await work();
  // In one trip with COMMIT, which does nothing if they fail; an old key may lie there still.
  const isKey = and(eq(idempotency.userId, userId), eq(idempotency.key, key));
  transaction.withCommit(transaction.delete(idempotency).where(and(isKey, lte(idempotency.expiresAt, sql`now()`))));
  transaction.withCommit(
    transaction.insert(idempotency).values({
      userId,
      key,
      fingerprint,
      answer: superjson.stringify(result),
      created: outcome.created,
    }),
  );
  return result;
}

/**
 * What writes nothing commits at once, and would acknowledge what a synchronous standby does not have: a COMMIT that was
 * ended while it waited for the standby is done here all the same, and can be seen. A message in the log makes this one
 * wait for all before it. On a standby itself nothing can be written, nor needs to be: what is seen there is there.
 */
const awaitStandby = sql`case when not pg_is_in_recovery() then pg_logical_emit_message(true, 'typedo', '') end`;

function inFlight(): ApiError {
  return new ApiError("idempotency_in_flight", { headers: { "retry-after": "1" } });
}
