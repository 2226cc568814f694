import { spawnSync } from "node:child_process";
import { EmbeddedPostgresError } from "./embedded-error.js";

/** Whom the server runs as. PostgreSQL refuses to run as root, so root lends it an account that is there already. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** In the order of preference; none is ever created. */
const BORROWED = ["postgres", "nobody"] as const;

/** Finds, in the text of /etc/passwd, the account that a server started by root runs as. */
export function findAccount(passwd: string): Account {
  const rows = passwd.split("\n").map((line) => line.split(":"));
  for (const wanted of BORROWED) {
    const [name, , uid, gid] = rows.find(([candidate]) => candidate === wanted) ?? [];
    if (name !== undefined && Number(uid) !== 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new EmbeddedPostgresError(
    "PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody to run it as: start as another user, or set DATABASE_URL to a PostgreSQL 15 or later.",
  );
}

/**
 * The options that start a program as `account` (undefined: as we are). Of the environment it gets nothing of ours:
 * a stray PGDATA, LD_PRELOAD or locale must not change what the server does.
 */
export function runAs(account: Account | undefined): {
  cwd: string;
  env: Record<string, string>;
  uid?: number;
  gid?: number;
} {
  return {
    cwd: "/",
    env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", LC_ALL: "C", TZ: "UTC" },
    ...(account && { uid: account.uid, gid: account.gid }),
  };
}

/** Whether `account` gets into `folder`: asked of the system itself, which alone knows every rule. */
export function canEnter(account: Account, folder: string): boolean {
  const { status } = spawnSync("/bin/sh", ["-c", 'cd -- "$1"', "sh", folder], { ...runAs(account), stdio: "ignore" });
  return status === 0;
}
