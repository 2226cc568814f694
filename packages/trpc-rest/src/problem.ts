import { validateHeaderValue } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Catalogue, type ErrorKind, type Fault, kindOf, type OwnCode } from "./catalogue.js";
import { originForm } from "./origin-form.js";

/** How problems are written. */
export interface ProblemOptions {
  readonly catalogue: Catalogue;
  /** A code's `type`: the URL of a page about it. */
  problemType(code: string): string;
  requestId(request: FastifyRequest): string;
}

/** The body of an `application/problem+json` (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The request's path, without its query. */
  readonly instance: string;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: Fault["errors"];
}

/** Answers by a problem. Of a 500 nothing is told but that. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, fault: Fault, options: ProblemOptions) {
  const { kind, told } = tell(fault, options.catalogue);
  for (const [name, value] of Object.entries(told.headers ?? {})) {
    validateHeaderValue(name, value);
    void reply.header(name, value);
  }
  const problem: Problem = {
    type: options.problemType(told.code),
    title: kind.title,
    status: kind.status,
    detail: told.detail ?? kind.title,
    instance: originForm(request.url).split("?", 1)[0] ?? "",
    code: told.code,
    requestId: options.requestId(request),
    ...(told.errors && told.errors.length > 0 && { errors: told.errors }),
  };
  // As bytes: no serializer of the app's touches it.
  return reply
    .code(kind.status)
    .header("content-type", "application/problem+json")
    .send(Buffer.from(JSON.stringify(problem)));
}

function tell(fault: Fault, catalogue: Catalogue): { kind: ErrorKind; told: Fault } {
  const kind = kindOf(catalogue, fault.code);
  if (!kind) return { kind: catalogue.internal, told: { code: "internal" } };
  return {
    kind,
    told: kind.status === 500 ? { code: fault.code, ...(fault.headers && { headers: fault.headers }) } : fault,
  };
}

const frameworkCodes: ReadonlyMap<unknown, OwnCode> = new Map<string, OwnCode>([
  ["FST_ERR_CTP_BODY_TOO_LARGE", "payload_too_large"],
  ["FST_ERR_CTP_INVALID_MEDIA_TYPE", "unsupported_media_type"],
  ["FST_ERR_CTP_INVALID_CONTENT_LENGTH", "malformed"],
  ["FST_ERR_CTP_EMPTY_JSON_BODY", "malformed"],
  ["FST_ERR_CTP_INVALID_JSON_BODY", "malformed"],
  ["FST_ERR_BAD_URL", "malformed"],
  ["FST_ERR_MAX_PARAM_LENGTH", "malformed"],
  ["FST_ERR_ROUTE_MISSING_CONTENT_TYPE", "malformed"],
  // The caller went away before the body was whole.
  ["ECONNRESET", "malformed"],
]);

/** The code of an error that Fastify itself made of a request; undefined: it is not one of those. */
export function frameworkFault(error: unknown): OwnCode | undefined {
  if (!(error instanceof Error)) return undefined;
  return frameworkCodes.get(Reflect.get(error, "code"));
}
