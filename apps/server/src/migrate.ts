import { migrate } from "@typedo/db";
import { EnvironmentError, readEnvironment } from "./env.js";
import { explainFailure } from "./explain-failure.js";
import { openLogins } from "./ground.js";

// `pnpm db:migrate`: brings the database to this version's shape, without serving.
try {
  const { owner, app, auth, release } = await openLogins(readEnvironment(), () => {});
  try {
    if (!owner) throw new EnvironmentError("To migrate takes the owner of the database: set DATABASE_URL");
    await migrate({ owner, app, auth });
    process.stdout.write("The database has this version's shape\n");
  } finally {
    await release();
  }
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${explainFailure(error)}\n`);
}
