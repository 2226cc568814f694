/** The page about an error: what happened, and what to do. */
export function problemType(code: string): string {
  return `/docs/errors/${code}`;
}
