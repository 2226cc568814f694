import { type Logger, pino } from "pino";
import type { Environment } from "./env.js";
import { openLogOutput } from "./log-output.js";

/** Bytes that a pipe takes at once, so that lines of several processes do not run into each other (POSIX, PIPE_BUF on Linux). */
const AT_ONCE = 4096;

/** Bytes of one write, where there is one process. */
const AT_ONCE_ALONE = 16 * 1024;

/** Lines are written beside the work, in the order in which they came; what is left when the process ends, at its end. */
export function openLog({ logLevel, workers }: Pick<Environment, "logLevel" | "workers">): Logger {
  const several = workers > 1;
  const output = openLogOutput({
    fd: process.stdout.fd,
    atOnce: several ? AT_ONCE : AT_ONCE_ALONE,
    onLost: (lines) => log.warn({ lines }, "Lines of the log were lost: they could not be written"),
  });
  process.on("exit", () => output.finish());
  const log = pino({ level: logLevel, base: several ? { pid: process.pid } : null }, output);
  return log;
}
