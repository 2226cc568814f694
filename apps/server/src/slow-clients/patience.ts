/** How long the server waits for a client, in milliseconds. */
export interface Patience {
  /** For the head of a request, from its first byte or from the connection's beginning. */
  readonly head: number;
  /** For all of a request, its body included. */
  readonly request: number;
  /** For a client that takes nothing of its answer; what is written at once is taken as a whole, or not yet. */
  readonly answer: number;
  /** Bytes of what waits for it that give it another second. */
  readonly bytesASecond: number;
  /** Between two looks at all connections. */
  readonly check: number;
  /** Bytes of answers that may wait for clients that take nothing; beyond, who has waited longest is cut off. */
  readonly mostWaiting: number;
}

export const PATIENCE: Patience = {
  head: 15_000,
  request: 30_000,
  answer: 30_000,
  bytesASecond: 64 * 1024,
  check: 2000,
  mostWaiting: 128 * 1024 * 1024,
};

/** What Node's server itself sees to. */
export function timesOfRequests({ check, head, request }: Patience) {
  return { requestTimeout: request, headersTimeout: head, connectionsCheckingInterval: check };
}
