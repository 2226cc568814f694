import { ApiError } from "@typedo/api";
import { whyUnreadable } from "@typedo/trpc-rest";
import type { FastifyRequest } from "fastify";

const JSON_TYPE = "application/json";

/** @throws {ApiError} `unsupported_media_type` for a body that is sent, and is anything else than JSON in UTF-8 */
export function requireJson(request: FastifyRequest): void {
  const detail = whyUnreadable({ contentTypes: [JSON_TYPE], needed: false }, request);
  if (detail === undefined) return;
  throw new ApiError("unsupported_media_type", { detail, headers: { "accept-post": JSON_TYPE } });
}
