import { EnvironmentError } from "./env.js";
import { explainFailure } from "./explain-failure.js";

const LOST = "The connection to the database was lost: run it again when the database is well";

/** With the exit codes of a shell. */
const SIGNALS = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const;

/** Runs a command of one task, with the arguments that it was given. Where it fails, one line says what to do. */
export async function runCommand(command: (args: readonly string[]) => Promise<void>): Promise<void> {
  const fail = (error: unknown) => {
    process.exitCode = 1;
    process.stderr.write(`${explainFailure(error)}\n`);
  };
  process.once("uncaughtException", (error) => {
    fail(isOfPostgres(error) ? new EnvironmentError(LOST) : error);
    process.exit();
  });
  // A signal alone would leave undone what is to be done at its exit.
  for (const [signal, code] of SIGNALS) process.once(signal, () => process.exit(code));
  try {
    await command(process.argv.slice(2));
  } catch (error) {
    fail(error);
  }
}

/** It rolls back a transaction whose connection the server has ended by writing to no socket, where nobody can catch that. */
function isOfPostgres({ stack = "" }: Error): boolean {
  return stack.includes("/postgres/src/connection.js");
}
