import { rotateKeys } from "@typedo/auth";
import { openAuthDatabase, STARTING_PATIENCE } from "@typedo/db";
import { pino } from "pino";
import { EnvironmentError, readEnvironment } from "./env.js";
import { openGround } from "./ground.js";
import { runCommand } from "./run-command.js";

// `pnpm auth:rotate-keys [--revoke]`: has another key sign the tokens of `/api/auth/token`, beside servers that go on.

const USAGE = "usage: pnpm auth:rotate-keys [--revoke]";

async function rotate(args: readonly string[]): Promise<void> {
  const flags = args.filter((arg) => arg !== "--");
  if (flags.some((flag) => flag !== "--revoke")) throw new EnvironmentError(USAGE);
  const ground = await openGround(readEnvironment(), pino({ level: "silent" }));
  const database = openAuthDatabase(ground.logins.auth, { poolSize: 1, acquireTimeout: STARTING_PATIENCE });
  try {
    const revoke = flags.length > 0;
    const { current, ended, removed } = await rotateKeys({ database, secret: ground.secret, revoke });
    process.stdout.write(`${current} signs from now on\n`);
    for (const { id, verifiesUntil } of ended) {
      process.stdout.write(`${id} signs nothing more, and verifies until ${verifiesUntil.toISOString()}\n`);
    }
    for (const id of removed) process.stdout.write(`${id} is gone, and verifies nothing more\n`);
  } finally {
    await database.close();
    await ground.close();
  }
}

await runCommand(rotate);
