const STEP = 10_000;

/** Tells on stderr how far it is: at each step on a terminal, and at the end. */
export function countRows(what: string): { onRow(rows: number): void; done(): void } {
  let last = 0;
  const tell = (end: string) => process.stderr.write(`${process.stderr.isTTY ? "\r" : ""}${last} rows ${what}${end}`);
  return {
    onRow(rows) {
      last = rows;
      if (process.stderr.isTTY && rows % STEP === 0) tell("");
    },
    done: () => void tell("\n"),
  };
}
