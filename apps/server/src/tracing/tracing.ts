import type { IncomingHttpHeaders } from "node:http";
import type { Span } from "@typedo/db/span";

export interface Tracing {
  /** Begins the span of a request, as a part of its caller's; undefined: this one is not kept. */
  begin(request: TracedRequest): RequestSpan | undefined;
  /** Of what is under way here. */
  currentSpan(): Span | undefined;
  /** Sends what is left; within two seconds, whatever the collector does. */
  close(): Promise<void>;
}

export interface TracedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  readonly scheme: string;
  readonly requestId: string;
}

export interface RequestSpan {
  readonly traceId: string;
  readonly span: Span;
  end(how: Ended): void;
}

export interface Ended {
  /** What was answered; undefined: the caller was gone before. */
  readonly status: number | undefined;
  /** As it was declared; undefined: there is none. No path, id, search or cursor gets into a span. */
  readonly route: string | undefined;
}
