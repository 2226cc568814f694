import { parseArgs } from "node:util";
import { hashPassword } from "@typedo/auth";
import { bulkLoad, DatabaseError, migrate } from "@typedo/db";
import { EnvironmentError, readEnvironment } from "../env.js";
import { openLogins } from "../ground.js";
import { makeUsers } from "./make-user.js";
import { makeProgressBar } from "./progress-bar.js";
import { runCommand } from "../run-command.js";

const PASSWORD = "typedo-seed-password";
const USAGE = "usage: pnpm seed [--users 1000] [--tasks 200] [--today 2026-06-01]";

interface Arguments {
  readonly users: number;
  readonly tasks: number;
  readonly today: Date;
}

/** A fixed day unless another is asked for, so that the same arguments give the same rows. */
function readArguments(args: readonly string[]): Arguments {
  const values = parse(args);
  const today = new Date(`${values.today}T00:00:00Z`);
  const users = Number(values.users);
  const tasks = Number(values.tasks);
  const whole = [users, tasks].every((number) => Number.isInteger(number) && number >= 0);
  if (!whole || users < 1 || users > 999_999 || tasks > 1_000_000 || Number.isNaN(today.getTime())) {
    throw new EnvironmentError(
      `--users is from 1 to 999999, --tasks (of each) from 0 to 1000000, --today a date; ${USAGE}`,
    );
  }
  return { users, tasks, today };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        users: { type: "string", default: "1000" },
        tasks: { type: "string", default: "200" },
        today: { type: "string", default: "2026-06-01" },
      },
    }).values;
  } catch (error) {
    throw new EnvironmentError(`${error instanceof Error ? error.message.split("\n")[0] : String(error)}; ${USAGE}`);
  }
}

/** Fills the database with users who can sign in, and their tasks. */
async function seed(args: readonly string[]): Promise<void> {
  const { users, tasks, today } = readArguments(args);
  const environment = readEnvironment();
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const logins = await openLogins(environment, say);
  try {
    if (!logins.owner) throw new EnvironmentError("To fill the database takes its owner: set DATABASE_URL");
    await migrate({ owner: logins.owner, app: logins.app, auth: logins.auth });
    const options = { users, tasks, today, passwordHash: await hashPassword(PASSWORD) };
    const walk = { [Symbol.iterator]: () => makeUsers(options) };
    await bulkLoad(logins.owner, walk, makeProgressBar(process.stderr, users * (3 + tasks)));
    say(`user-000001@example.com to user-${String(users).padStart(6, "0")}@example.com, each with ${tasks} tasks`);
    process.stdout.write(`password: ${PASSWORD}\n`);
  } catch (error) {
    if (error instanceof DatabaseError && error.sqlState === "23505") {
      throw new EnvironmentError(
        "Some of these users are there already, and nothing was changed: seed an empty database",
      );
    }
    throw error;
  } finally {
    await logins.release();
  }
}

await runCommand(seed);
