export const MIB = 1024 * 1024;

/** A number of bytes for people: `10 MiB`. */
export function writeSize(bytes: number): string {
  return `${Number((bytes / MIB).toPrecision(3))} MiB`;
}

/**
 * Values in one input, at most, what is in lists and objects included: no call takes as many, and to say of each what is
 * wrong with it would keep everybody waiting.
 */
export const MOST_VALUES = 25_000;
