import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type postgres from "postgres";
import { type DatabaseLogin, deriveLogin } from "../login.js";
import { migrate } from "../migrate.js";
import { loginTo } from "./server.js";

const MIGRATIONS = fileURLToPath(new URL("../../migrations", import.meta.url));

/** Any number, the same for every process: one makes a template at a time. */
const TEMPLATE_LOCK = 7_891_012;

/** What the migrations are, in 12 hex digits: an edited one gives another version. */
export function migrationsVersion(): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(MIGRATIONS, { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(MIGRATIONS, name);
    if (statSync(path).isFile()) hash.update(`${name}\0`).update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex").slice(0, 12);
}

/**
 * Finds, or makes, the migrated database that tests' databases are copies of. It gets its name when it is whole: what a
 * killed process left under the other one is made again.
 */
export async function ensureTemplate(
  client: postgres.Sql,
  maintenance: DatabaseLogin,
  version: string,
): Promise<string> {
  const template = `typedo_template_${version}`;
  if (await databaseExists(client, template)) return template;
  await client`select pg_advisory_lock(${TEMPLATE_LOCK})`;
  try {
    if (await databaseExists(client, template)) return template;
    const unfinished = `${template}_unfinished`;
    await client.unsafe(`drop database if exists ${unfinished} with (force)`);
    await client.unsafe(`create database ${unfinished}`);
    const owner = loginTo(unfinished, maintenance);
    await migrate({ owner, app: deriveLogin(owner, "typedo_app"), auth: deriveLogin(owner, "typedo_auth") });
    await client.unsafe(`alter database ${unfinished} rename to ${template}`);
    return template;
  } finally {
    await client`select pg_advisory_unlock(${TEMPLATE_LOCK})`;
  }
}

async function databaseExists(client: postgres.Sql, name: string): Promise<boolean> {
  const found = await client`select from pg_database where datname = ${name}`;
  return found.length > 0;
}
