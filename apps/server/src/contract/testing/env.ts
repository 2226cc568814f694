/** How much is tried: little in every run of the tests, thousands by hand (`CONTRACT_RUNS=1000`). */
export interface Effort {
  /** Valid requests for each operation, and as many that are not. */
  readonly runs: number;
  /** Of what a failure printed, to see it again. */
  readonly seed: number;
}

export function readEffort(values: Readonly<Record<string, string | undefined>> = process.env): Effort {
  return { runs: whole(values["CONTRACT_RUNS"]) ?? 20, seed: whole(values["CONTRACT_SEED"]) ?? 20_261_125 };
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}
