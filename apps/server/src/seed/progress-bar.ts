import type { WriteStream } from "node:tty";

const WIDTH = 40;
const STEPS = 200;

/** Draws on a terminal how far it is; into a file or pipe only that it is done. */
export function makeProgressBar(output: WriteStream, total: number): (done: number) => void {
  const step = Math.max(1, Math.floor(total / STEPS));
  return (done) => {
    if (done % step !== 0 && done !== total) return;
    const last = done === total;
    if (!output.isTTY && !last) return;
    const filled = Math.round((done / total) * WIDTH);
    const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
    output.write(`${output.isTTY ? "\r" : ""}${bar} ${done} of ${total} rows${last ? "\n" : ""}`);
  };
}
