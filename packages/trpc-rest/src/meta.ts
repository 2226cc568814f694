import type { z, ZodObject } from "zod";

export { readEntityTags } from "./entity-tags.js";

export type RestMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Thrown by `HeaderField.read`: the caller is told 400 `malformed`, with this message. */
export class UnreadableHeader extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnreadableHeader";
  }
}

/** A header of the request that a field of the input is taken from. */
export interface HeaderField {
  /** As the document writes it: `If-Match`. */
  readonly name: string;
  /**
   * The header's text (lines of the same name joined by `, `) → the field's value, as the input's schema takes it;
   * undefined: as if the header were not there.
   *
   * @throws {UnreadableHeader} where the text has no valid form.
   */
  readonly read: (text: string) => unknown;
  readonly description: string;
  /** Of the header's text; default: a string. */
  readonly schema?: z.core.JSONSchema.BaseSchema;
  readonly example?: string;
}

/** A request and its answer, as they are on the wire. Only the request's own parts need to be there. */
export interface OperationExample {
  readonly summary?: string;
  /** Parameters of the path, not encoded. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  /** By their names in HTTP. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Default: the operation's own. */
  readonly status?: number;
  readonly answer?: unknown;
}

/**
 * What is said of REST beside a procedure, as `meta.openapi`: it is served by this, and described by this. A superset
 * of trpc-to-openapi's meta.
 *
 * The functions take the procedure's output, as its schema parsed it.
 */
export interface RestOperation {
  readonly method: RestMethod;
  /** Below the prefix, with parameters as `/tasks/{id}`; each is a field of the input. */
  readonly path: `/${string}`;
  /** False: not served, not described. */
  readonly enabled?: boolean;
  readonly summary?: string;
  readonly description?: string;
  /** Default: the procedure's path with dashes, as `tasks-list`. */
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly deprecated?: boolean;
  /** False: described as open to everyone. What is refused, the procedure and `guard` decide. */
  readonly protect?: boolean;
  /** The scopes that a token needs, for the document. */
  readonly security?: readonly string[];
  /** Of a body; default `application/json`. `application/x-www-form-urlencoded` is read as a form. */
  readonly contentTypes?: readonly string[];
  /** Default 200. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Statuses of success that `RestOptions.answer` may choose beside it. */
  readonly otherStatuses?: readonly (200 | 201 | 202)[];
  readonly successDescription?: string;
  /** Codes of the catalogue that this operation gives beyond those that every operation can. */
  readonly errors?: readonly string[];
  /** Statuses that are described beyond those, by trpc-to-openapi's name for them; `errors` says more. */
  readonly errorResponses?: readonly number[] | Readonly<Record<number, string>>;
  /** Headers of the request and the success, for the document alone: `RestOptions.answer` sends those of the success. */
  readonly requestHeaders?: ZodObject;
  readonly responseHeaders?: ZodObject;
  /** Fields of the input that REST does not take. */
  readonly hidden?: readonly string[];
  /**
   * Fields of the input that the query may carry of an operation with a body: instead of the body, or beside it with the
   * same value. Without a body they are all there.
   */
  readonly inQuery?: readonly string[];
  /** Fields of the input that REST takes from a header of the request, and from nowhere else. */
  readonly headers?: Readonly<Record<string, HeaderField>>;
  /** Bytes, for this operation alone. */
  readonly bodyLimit?: number;
  /** For the document, and for tests that send them (`listExamples`), by name. */
  readonly examples?: Readonly<Record<string, OperationExample>>;
  /**
   * Response headers, made from the output. With `etag`, a GET whose `If-None-Match` matches is answered by 304.
   * `location` goes with 201 alone where the operation can give that.
   */
  readonly location?: (output: never) => string;
  readonly etag?: (output: never) => string;
  /** `target` is the request's path and query, as they came; undefined: no `Link` on this answer. */
  readonly link?: (output: never, target: string) => string | undefined;
}

/** The meta of a router that REST serves. */
export interface RestMeta {
  readonly openapi?: RestOperation;
}
