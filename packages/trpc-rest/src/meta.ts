import type { ZodObject } from "zod";

export type RestMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

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
  readonly successDescription?: string;
  /** Codes of the catalogue that this operation gives beyond those that every operation can. */
  readonly errors?: readonly string[];
  /** Statuses that are described beyond those, by trpc-to-openapi's name for them; `errors` says more. */
  readonly errorResponses?: readonly number[] | Readonly<Record<number, string>>;
  /** Headers of the request and the success, for the document alone. */
  readonly requestHeaders?: ZodObject;
  readonly responseHeaders?: ZodObject;
  /** Fields of the input that REST does not take. */
  readonly hidden?: readonly string[];
  /** Response headers, made from the output. With `etag`, a GET whose `If-None-Match` matches is answered by 304. */
  readonly location?: (output: never) => string;
  readonly etag?: (output: never) => string;
  /** `url` is the request's (its path and query: the origin says nothing); undefined: no `Link` on this answer. */
  readonly link?: (output: never, url: URL) => string | undefined;
}

/** The meta of a router that REST serves. */
export interface RestMeta {
  readonly openapi?: RestOperation;
}
