import { validateHeaderValue } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { readEntityTags } from "./entity-tags.js";
import type { Operation } from "./operations.js";
import { originForm } from "./origin-form.js";
import { hasLocation, isConditional } from "./statuses.js";

/** What an answer is beyond the procedure's output. */
export interface Answer {
  /** The operation's own, or one of its `otherStatuses`; default: its own. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Answers by what the procedure gave, and that as JSON.
 *
 * @throws whatever a function of the declaration throws, an `Error` for a status that is not declared, or a `TypeError`
 * where something makes no header.
 */
export function sendOutput(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  { output, json }: { readonly output: unknown; readonly json: string | undefined },
  answer: Answer = {},
) {
  const { declaration, procedure, statuses } = operation;
  const status = answer.status ?? operation.status;
  if (!statuses.includes(status)) throw new Error(`${procedure.name} answers ${status}, which it does not declare`);
  const etag = declaration.etag?.(output);
  const headers: Record<string, string | undefined> = {
    etag,
    location: hasLocation(operation, status) ? declaration.location?.(output) : undefined,
    link: declaration.link?.(output, originForm(request.url)),
    ...answer.headers,
  };
  // All of them before the first is set: what fails here is answered without any.
  for (const name in headers) if (headers[name] !== undefined) validateHeaderValue(name, headers[name]);
  for (const name in headers) if (headers[name] !== undefined) reply.header(name, headers[name]);
  if (etag !== undefined && isConditional(operation) && matches(request.headers["if-none-match"], etag)) {
    reply.code(304);
    if (request.method !== "HEAD") return reply.send();
    // Fastify tells of a HEAD the length of what is sent here, and sends none of it: it must be that of the 200 (RFC 9110,
    // section 8.6).
    return sendJson(reply, json);
  }
  reply.code(status);
  return status === 204 ? reply.send() : sendJson(reply, json);
}

function sendJson(reply: FastifyReply, json: string | undefined) {
  if (json === undefined) return reply.send();
  return reply.header("content-type", "application/json; charset=utf-8").send(json);
}

/** Weak comparison (RFC 9110, sections 8.8.3.2 and 13.1.2). A header that is no list of entity tags is ignored. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  return readEntityTags(header)?.some((tag) => opaqueTag(tag) === opaqueTag(etag)) ?? false;
}

function opaqueTag(tag: string): string {
  return tag.replace(/^W\//, "");
}
