/** An error as the document and every problem body tell it. */
export interface ErrorKind {
  /** Of HTTP. */
  readonly status: number;
  readonly title: string;
  readonly description: string;
  /** Its answers may carry `Retry-After`. Those of 429 and 503 may anyway. */
  readonly retryAfter?: boolean;
}

/** Codes that this package gives by itself: a catalogue must have them. */
export type OwnCode =
  | "malformed"
  | "method_not_allowed"
  | "not_acceptable"
  | "payload_too_large"
  | "unsupported_media_type"
  | "validation_failed"
  | "internal";

/** Every error of an API: code → status, title, description. */
export type Catalogue = Readonly<Record<OwnCode, ErrorKind>> & Readonly<Record<string, ErrorKind>>;

/** One fault of an input. */
export interface InputFault {
  /**
   * A JSON pointer (RFC 6901) into the procedure's input; in an answer into the body, or `query.name`, `path.name`,
   * `header.Name`.
   */
  readonly pointer: string;
  readonly message: string;
  readonly code: string;
}

/** What a caller is told of an error. */
export interface Fault {
  /** One of the catalogue. */
  readonly code: string;
  readonly detail?: string;
  readonly errors?: readonly InputFault[];
  /** Response headers, as `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Thrown within this package for what a caller did wrong. */
export class RestError extends Error {
  readonly fault: Fault;

  constructor(code: OwnCode, detail: string, more: Pick<Fault, "errors" | "headers"> = {}) {
    super(detail);
    this.name = "RestError";
    this.fault = { code, detail, ...more };
  }
}

export function kindOf(catalogue: Catalogue, code: string): ErrorKind | undefined {
  return Object.hasOwn(catalogue, code) ? catalogue[code] : undefined;
}
