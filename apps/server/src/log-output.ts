import { write, writeSync } from "node:fs";

export interface LogOutput {
  /** Takes a line, which is written soon. */
  write(line: string): void;
  /** Writes what is left, at the end of the process: whoever reads has a second to take it. */
  finish(): void;
}

export interface LogOutputOptions {
  readonly fd: number;
  /** Bytes of one write, of whole lines; one that is longer goes by itself. */
  readonly atOnce: number;
  /** Is told how many lines were lost, when lines are taken again. */
  onLost(lines: number): void;
}

/** Bytes that are written together: a write costs as much as all the rest of a line. */
const TOGETHER = 3072;

/** Milliseconds that a line waits for others, at the most, where whoever reads them keeps up. */
const LONGEST_WAIT = 50;

/** Bytes that wait while nothing can be written; what comes then is lost. */
const MOST_WAITING = 4 * 1024 * 1024;

/** Milliseconds until a write that failed is tried again. */
const PAUSE = 100;

/** Milliseconds that the end of the process may wait. */
const PATIENCE = 1000;

/**
 * Writes lines beside the work, in their order. A disk that is full, or a reader that went away or stands still, costs
 * lines, and nothing else: SonicBoom, which is pino's own, ends the process then, and never comes to an end of that.
 */
export function openLogOutput({ fd, atOnce, onLost }: LogOutputOptions): LogOutput {
  const lines: string[] = [];
  let waiting = 0;
  let lost = 0;
  /** What of a write was not taken; its lines were begun. */
  let rest: Buffer | undefined;
  /** A write is under way, or is about to be tried again. */
  let isBusy = false;
  let isAwaited = false;

  const take = () => {
    let bytes = 0;
    let count = 0;
    for (const line of lines) {
      const length = Buffer.byteLength(line);
      if (count > 0 && bytes + length > atOnce) break;
      bytes += length;
      count += 1;
    }
    waiting -= bytes;
    return Buffer.from(lines.splice(0, count).join(""));
  };

  const writeNext = () => {
    if (rest === undefined && lines.length === 0) return;
    isBusy = true;
    const chunk = rest ?? take();
    rest = undefined;
    write(fd, chunk, (error, written) => {
      if (error) {
        rest = chunk;
        setTimeout(writeNext, PAUSE).unref();
        return;
      }
      isBusy = false;
      if (written < chunk.length) rest = chunk.subarray(written);
      if (rest !== undefined || waiting >= TOGETHER) writeNext();
      else if (waiting > 0) writeSoon();
      tellLost();
    });
  };

  /** Not before its own line is taken. */
  const tellLost = () => {
    if (lost === 0 || waiting > MOST_WAITING) return;
    const told = lost;
    lost = 0;
    onLost(told);
  };

  const writeSoon = () => {
    if (isAwaited) return;
    isAwaited = true;
    setTimeout(() => {
      isAwaited = false;
      if (!isBusy) writeNext();
    }, LONGEST_WAIT).unref();
  };

  return {
    write(line) {
      if (waiting > MOST_WAITING) {
        lost += 1;
        return;
      }
      lines.push(line);
      waiting += Buffer.byteLength(line);
      if (isBusy) return;
      if (waiting >= TOGETHER) writeNext();
      else writeSoon();
    },
    finish() {
      const until = performance.now() + PATIENCE;
      while (rest !== undefined || lines.length > 0) {
        if (!writeAll(fd, rest ?? take(), until)) return;
        rest = undefined;
      }
    },
  };
}

/** False: it could not be. */
function writeAll(fd: number, chunk: Buffer, until: number): boolean {
  for (let left = chunk; left.length > 0;) {
    try {
      left = left.subarray(writeSync(fd, left));
    } catch (error) {
      const isFull = error instanceof Error && "code" in error && error.code === "EAGAIN";
      if (!isFull || performance.now() > until) return false;
      sleep(10);
    }
  }
  return true;
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
