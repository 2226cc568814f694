import type { FastifyRequest } from "fastify";
import { RestError } from "./catalogue.js";
import { acceptsJson, parseMediaType } from "./media-type.js";
import type { RestMethod } from "./meta.js";
import type { Body, Operation } from "./operations.js";
import { isVoid } from "./schema.js";

/** RFC 5789, section 3.1, and the Linked Data Platform, section 7.1: the other methods have none. */
const acceptFields: Readonly<Partial<Record<RestMethod, string>>> = { PATCH: "accept-patch", POST: "accept-post" };

/**
 * What headers alone tell: whether the caller takes what would be answered, and sends what can be read.
 *
 * @throws {RestError} `not_acceptable`, then `unsupported_media_type`.
 */
export function negotiate({ taken, declaration, procedure }: Operation, request: FastifyRequest): void {
  if (!isVoid(procedure.output) && !acceptsJson(request.headers.accept)) {
    throw new RestError("not_acceptable", "The answer is application/json, which the Accept header excludes");
  }
  if (!taken) return;
  const why = whyUnreadable(taken, request);
  if (why === undefined) return;
  const accepted = taken.contentTypes.join(", ");
  const name = acceptFields[declaration.method];
  throw new RestError("unsupported_media_type", why, name === undefined ? {} : { headers: { [name]: accepted } });
}

/** Why what is sent can't be read, by its headers; undefined: it can, or nothing is sent. */
export function whyUnreadable({ contentTypes, needed }: Body, { headers }: FastifyRequest): string | undefined {
  const transfer = headers["transfer-encoding"]?.trim().toLowerCase();
  const isSent = transfer !== undefined || Number(headers["content-length"] ?? 0) > 0;
  const type = headers["content-type"];
  if (!isSent && (!needed || type === undefined)) return undefined;
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  // Of transfer codings, Node undoes `chunked` alone, and hands on the rest (RFC 9112, section 6.1).
  if (encoding !== "identity" || (transfer ?? "chunked") !== "chunked")
    return "The body is compressed: send it as it is";
  const list = contentTypes.join(" or ");
  if (type === undefined) return `The body has no Content-Type: send ${list}`;
  const parsed = parseMediaType(type);
  if (!parsed || !contentTypes.includes(parsed.essence)) return `The Content-Type must be ${list}`;
  const charset = parsed.parameters.get("charset")?.toLowerCase() ?? "utf-8";
  return charset === "utf-8" || charset === "utf8" ? undefined : "The body must be UTF-8";
}
