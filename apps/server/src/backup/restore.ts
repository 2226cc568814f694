import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { restore } from "@typedo/db";
import { EnvironmentError, readEnvironment } from "../env.js";
import { openLogins } from "../ground.js";
import { countRows } from "./count-rows.js";
import { runCommand } from "../run-command.js";

// `pnpm db:restore <file>`: puts a backup into an empty database, all of it or nothing.

const USAGE = "usage: pnpm db:restore <file>";

async function restoreBackup([file, ...others]: readonly string[]): Promise<void> {
  if (file === undefined || others.length > 0) throw new EnvironmentError(USAGE);
  await access(file).catch(() => {
    throw new EnvironmentError(`There is no file ${file} that could be read; ${USAGE}`);
  });
  const { owner, app, auth, release } = await openLogins(readEnvironment(), () => {});
  try {
    if (!owner) throw new EnvironmentError("To restore takes the owner of the database: set DATABASE_URL");
    const { onRow, done } = countRows("restored");
    await restore({ owner, app, auth }, createReadStream(file), onRow);
    done();
  } finally {
    await release();
  }
}

await runCommand(restoreBackup);
