import { migrate } from "@typedo/db";
import { EnvironmentError, readEnvironment } from "./env.js";
import { openLogins } from "./ground.js";
import { runCommand } from "./run-command.js";

// `pnpm db:migrate`: brings the database to this version's shape, without serving.
await runCommand(async () => {
  const { owner, app, auth, release } = await openLogins(readEnvironment(), () => {});
  try {
    if (!owner) throw new EnvironmentError("To migrate takes the owner of the database: set DATABASE_URL");
    await migrate({ owner, app, auth });
    process.stdout.write("The database has this version's shape\n");
  } finally {
    await release();
  }
});
