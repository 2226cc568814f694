import { ApiError } from "@typedo/api";
import type { FastifyInstance } from "fastify";

/** Before a byte of the body is read: what is wrong with it does not matter where nothing is. */
export function refuseUnknownPaths(app: FastifyInstance): void {
  app.addHook("onRequest", ({ is404 }, _reply, done) => {
    if (is404) throw new ApiError("not_found", { detail: "Nothing is at this path" });
    done();
  });
}
