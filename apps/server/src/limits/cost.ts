/**
 * The calls of a tRPC batch, each of which costs 1: their names are in the path, with commas between. `path` is what the
 * router made of it; tRPC decodes it once more, so a comma that was encoded twice counts too.
 */
export function countCalls(path: string): number {
  return path.split(/,|%2c/i).length;
}
