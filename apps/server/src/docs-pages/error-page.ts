import type { Stage } from "./error-order.js";

/** A request as an example: sent as it stands, it is answered by the error. */
export interface ExampleRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  /** Beside `Authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Without a token. */
  readonly anonymous?: true;
}

/** What a page says of an error, beyond what the catalogue knows of it. */
export interface ErrorPage {
  /** Where in the order it is told. */
  readonly told: readonly [Stage, ...Stage[]];
  readonly causes: readonly string[];
  readonly remedies: readonly string[];
  /** What comes with it. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent before `request`. */
  readonly given?: ExampleRequest;
  /** Undefined: it can't be provoked by one request. */
  readonly request?: ExampleRequest;
  /** The part of the answer that differs from error to error. */
  readonly answer: {
    /** Of Better Auth's own, by which its client tells errors apart: then there is no such error at tRPC. */
    readonly code?: string;
    readonly instance: string;
    readonly detail?: string;
    readonly errors?: readonly { readonly pointer: string; readonly message: string; readonly code: string }[];
  };
}
