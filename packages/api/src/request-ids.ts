const requestsOf = new WeakMap<object, string>();

/** Tells which request an error is of, for those that tRPC finds before it has a context. */
export function noteRequest(error: object, requestId: string): void {
  requestsOf.set(error, requestId);
}

export function notedRequest(error: object): string | undefined {
  return requestsOf.get(error);
}
