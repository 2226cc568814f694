import { openAuthDatabase, openDatabase, STARTING_PATIENCE } from "@typedo/db";
import { pino } from "pino";
import { readEnvironment } from "../env.js";
import { explainFailure } from "../explain-failure.js";
import { openRedisStore } from "../limits/redis-store.js";
import { openGround } from "../ground.js";
import {
  checkAccounts,
  checkCollations,
  checkDatabase,
  checkOwner,
  checkSettings,
  checkZones,
  type Finding,
} from "./checks.js";

// `pnpm run doctor`: what is well, what is to be seen to, and what keeps it from serving. Changes nothing.

const ONE = { poolSize: 1, acquireTimeout: STARTING_PATIENCE };

let failures = 0;
const told = new Set<string>();

/** Once: what keeps one check from its answer may keep others too. */
function tell({ status, text }: Finding): void {
  if (told.has(text)) return;
  told.add(text);
  if (status === "fail") failures += 1;
  process.stdout.write(`${status === "fail" ? "FAIL" : status.padEnd(4)}  ${text}\n`);
}

/** Closes what was opened for a look, whatever that came to. */
async function closing<Opened extends { close(): Promise<void> }, T>(
  opened: Opened,
  use: (opened: Opened) => Promise<T>,
): Promise<T> {
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}

/** What goes wrong is a finding too, and the others are still looked for. */
async function look(find: () => Promise<readonly Finding[]>): Promise<void> {
  try {
    for (const finding of await find()) tell(finding);
  } catch (error) {
    tell({ status: "fail", text: explainFailure(error) });
  }
}

async function examine(): Promise<void> {
  const environment = readEnvironment();
  const ground = await openGround(environment, pino({ level: "silent" }));
  const { logins } = ground;
  try {
    await look(async () => checkSettings(environment));
    const { owner } = logins;
    if (owner) {
      const serving = [logins.app, logins.auth].map(({ url }) => decodeURIComponent(new URL(url).username));
      await look(() => closing(openDatabase(owner, ONE), async (database) => checkOwner(database, serving)));
    }
    await look(() => closing(openDatabase(logins.app, ONE), async (database) => checkDatabase(environment, database)));
    await look(() => closing(openDatabase(logins.app, ONE), checkZones));
    await look(() => closing(openDatabase(logins.app, ONE), checkCollations));
    await look(() => closing(openAuthDatabase(logins.auth, ONE), checkAccounts));
    const { redisUrl } = environment;
    if (redisUrl !== undefined) {
      await look(async () =>
        closing(await openRedisStore(redisUrl), async (store) => {
          try {
            await store.take("doctor", 1, 1);
            return [{ status: "ok", text: "REDIS_URL keeps the limits" }];
          } catch (error) {
            const why = error instanceof Error ? error.message : String(error);
            const text = `REDIS_URL does not keep the limits (${why}): start Redis there, or correct it; each process counts by itself`;
            return [{ status: "fail", text }];
          }
        }),
      );
    }
  } finally {
    await ground.close();
  }
}

try {
  await examine();
} catch (error) {
  tell({ status: "fail", text: explainFailure(error) });
}
process.stdout.write(failures === 0 ? "It can serve\n" : `${failures} to be mended\n`);
if (failures > 0) process.exitCode = 1;
