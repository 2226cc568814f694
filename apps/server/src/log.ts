import { type Logger, pino } from "pino";
import type { Environment } from "./env.js";

/** Bytes that a pipe takes at once, so that lines of several processes do not run into each other (POSIX, PIPE_BUF on Linux). */
const AT_ONCE = 4096;

/** Bytes that are written together: a write costs as much as all the rest of a line. */
const TOGETHER = 3072;

/** Milliseconds that a line waits for others, at the most, where whoever reads them keeps up. */
const LONGEST_WAIT = 50;

/** Lines are written beside the work, in the order in which they came; what is left when the process ends, at its end. */
export function openLog({ logLevel, workers }: Pick<Environment, "logLevel" | "workers">): Logger {
  const several = workers > 1;
  const output = pino.destination({
    dest: process.stdout.fd,
    sync: false,
    minLength: TOGETHER,
    ...(several && { maxWrite: AT_ONCE }),
  });
  process.on("exit", () => output.flushSync());
  let isAwaited = false;
  /** Whether a line came since the last write was over. */
  let isMore = false;
  const flush = () => {
    isAwaited = false;
    output.flush();
  };
  const flushSoon = () => {
    if (isAwaited) return;
    isAwaited = true;
    setTimeout(flush, LONGEST_WAIT).unref();
  };
  // While a write is under way nothing is flushed, and what came meanwhile may be too little to be written by itself.
  output.on("drain", () => {
    if (isMore) flushSoon();
    isMore = false;
  });
  const write = (line: string) => {
    isMore = true;
    output.write(line);
    flushSoon();
  };
  return pino({ level: logLevel, base: several ? { pid: process.pid } : null }, { write });
}
