import { ApiError } from "@typedo/api";
import type { FastifyInstance } from "fastify";

/** RFC 9112, section 3.2. Node would refuse it by itself, with an empty answer. */
export function requireHost(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ headers, raw }) => {
    if (headers.host === undefined && raw.httpVersion !== "1.0") {
      throw new ApiError("malformed", { detail: "A Host header is needed" });
    }
  });
}
