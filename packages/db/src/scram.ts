import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** PostgreSQL's own, and the least of RFC 7677. */
const ITERATIONS = 4096;

/**
 * What PostgreSQL keeps of a password, which it takes in the password's place: so that no statement has that in it, which
 * logs and `pg_stat_statements` may keep (RFC 5802, 3; RFC 7677). A password beyond ASCII is given back as it is:
 * PostgreSQL would prepare it (RFC 4013) first.
 */
export function scramVerifier(password: string, salt = randomBytes(16)): string {
  if (!/^[\x20-\x7e]+$/.test(password)) return password;
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  const keyed = (text: string) => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(keyed("Client Key")).digest("base64");
  const keys = `${stored}:${keyed("Server Key").toString("base64")}`;
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${keys}`;
}
