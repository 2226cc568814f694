/** The package has no types of its own. */
declare module "@usebruno/converters" {
  /** A collection of Bruno's, as its export files have it. */
  export function openApiToBruno(document: unknown): unknown;
}
