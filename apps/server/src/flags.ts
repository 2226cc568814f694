import { parseArgs } from "node:util";
import { EnvironmentError } from "./env.js";

/** What the command line says of the environment. @throws EnvironmentError for anything else */
export function readFlags(args: readonly string[]): Record<string, string> {
  try {
    const { values } = parseArgs({
      args: args.filter((arg) => arg !== "--"),
      options: { workers: { type: "string" } },
    });
    return values.workers === undefined ? {} : { WORKERS: values.workers };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EnvironmentError(`${why}\nusage: pnpm start [--workers 2]; everything else is set by the environment`);
  }
}
