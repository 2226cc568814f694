/**
 * First in the path of an issue that is not of the input's schema, but of where a field came from: `pointers.ts` reads
 * them again after the application made pointers of the paths.
 */
export const IN_QUERY = "?";
export const IN_BODY = "{}";
