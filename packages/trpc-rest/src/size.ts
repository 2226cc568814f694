export const MIB = 1024 * 1024;

/** A number of bytes for people: `10 MiB`. */
export function writeSize(bytes: number): string {
  return `${Number((bytes / MIB).toPrecision(3))} MiB`;
}
