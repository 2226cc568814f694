import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { backUp } from "@typedo/db";
import { EnvironmentError, readEnvironment } from "../env.js";
import { explainFailure } from "../explain-failure.js";
import { openLogins } from "../ground.js";
import { countRows } from "./count-rows.js";

// `pnpm db:backup [file]`: all accounts and tasks as they are at one moment, beside a server that goes on.

const USAGE = "usage: pnpm db:backup [file]";

async function makeBackup([file = defaultName(), ...others]: readonly string[]): Promise<void> {
  if (others.length > 0 || file.startsWith("-")) throw new EnvironmentError(USAGE);
  const { owner, release } = await openLogins(readEnvironment(), () => {});
  const unfinished = `${file}.unfinished`;
  try {
    if (!owner) throw new EnvironmentError("A backup takes the owner of the database: set DATABASE_URL");
    const { onRow, done } = countRows("written");
    // Only its owner may read it, and a file of this name is never half a backup.
    await backUp(owner, createWriteStream(unfinished, { mode: 0o600 }), onRow);
    await rename(unfinished, file);
    done();
    process.stdout.write(`${file}\n`);
  } finally {
    await rm(unfinished, { force: true });
    await release();
  }
}

function defaultName(): string {
  return `typedo-${new Date().toISOString().replaceAll(/[:.]/g, "-")}.backup`;
}

try {
  await makeBackup(process.argv.slice(2));
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${explainFailure(error)}\n`);
}
