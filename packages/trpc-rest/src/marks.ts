/**
 * First in the path of an issue that is not of the input's schema, but of where a field came from: `pointers.ts` reads
 * them again after the application made pointers of the paths.
 */
export const IN_QUERY = "?";
export const IN_BODY = "{}";

/** The path into the input. */
export function withoutMark(path: readonly PropertyKey[]): readonly PropertyKey[] {
  return path[0] === IN_QUERY || path[0] === IN_BODY ? path.slice(1) : path;
}
