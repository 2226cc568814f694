import { randomBytes } from "node:crypto";
import { createWriteStream, rmSync } from "node:fs";
import { rename } from "node:fs/promises";
import { backUp } from "@typedo/db";
import { EnvironmentError, readEnvironment } from "../env.js";
import { openLogins } from "../ground.js";
import { countRows } from "./count-rows.js";
import { runCommand } from "../run-command.js";

// `pnpm db:backup [file]`: all accounts and tasks as they are at one moment, beside a server that goes on.

const USAGE = "usage: pnpm db:backup [file]";

async function makeBackup([file = defaultName(), ...others]: readonly string[]): Promise<void> {
  if (others.length > 0 || file.startsWith("-")) throw new EnvironmentError(USAGE);
  const { owner, release } = await openLogins(readEnvironment(), () => {});
  // Of its own: of two that are made at once, neither writes into the other's.
  const unfinished = `${file}.${randomBytes(4).toString("hex")}.unfinished`;
  // Not at the end of this function: a connection that is lost may end the process where nobody can catch it.
  process.once("exit", () => rmSync(unfinished, { force: true }));
  try {
    if (!owner) throw new EnvironmentError("A backup takes the owner of the database: set DATABASE_URL");
    const { onRow, done } = countRows("written");
    // Only its owner may read it, and a file of this name is never half a backup.
    await backUp(owner, createWriteStream(unfinished, { flags: "wx", mode: 0o600, flush: true }), onRow);
    await rename(unfinished, file).catch((error: unknown) => {
      throw new EnvironmentError(`${file} can't be written (${String(error)}): name another file`);
    });
    done();
    process.stdout.write(`${file}\n`);
  } finally {
    await release();
  }
}

function defaultName(): string {
  return `typedo-${new Date().toISOString().replaceAll(/[:.]/g, "-")}.backup`;
}

await runCommand(makeBackup);
