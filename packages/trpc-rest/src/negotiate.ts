import type { FastifyRequest } from "fastify";
import { RestError } from "./catalogue.js";
import { acceptsJson, parseMediaType } from "./media-type.js";
import type { Body, Operation } from "./operations.js";
import { isVoid } from "./schema.js";

/**
 * What headers alone tell: whether the caller takes what would be answered, and sends what can be read.
 *
 * @throws {RestError} `not_acceptable`, then `unsupported_media_type`.
 */
export function negotiate({ body, declaration, procedure }: Operation, request: FastifyRequest): void {
  if (!isVoid(procedure.output) && !acceptsJson(request.headers.accept)) {
    throw new RestError("not_acceptable", "The answer is application/json, which the Accept header excludes");
  }
  if (!body) return;
  const why = whyUnreadable(body, request);
  if (why === undefined) return;
  const accepted = body.contentTypes.join(", ");
  const headers = declaration.method === "PATCH" ? { "accept-patch": accepted } : { "accept-post": accepted };
  throw new RestError("unsupported_media_type", why, declaration.method === "PUT" ? {} : { headers });
}

function whyUnreadable({ contentTypes, needed }: Body, { headers }: FastifyRequest): string | undefined {
  const isSent = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  const type = headers["content-type"];
  if (!isSent && (!needed || type === undefined)) return undefined;
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity") return "The body is compressed: send it as it is";
  const list = contentTypes.join(" or ");
  if (type === undefined) return `The body has no Content-Type: send ${list}`;
  const parsed = parseMediaType(type);
  if (!parsed || !contentTypes.includes(parsed.essence)) return `The Content-Type must be ${list}`;
  const charset = parsed.parameters.get("charset")?.toLowerCase() ?? "utf-8";
  return charset === "utf-8" || charset === "utf8" ? undefined : "The body must be UTF-8";
}
