import type { FastifyInstance } from "fastify";
import { answerError, problemOptions } from "../problems.js";
import { sendProblem } from "@typedo/trpc-rest";

/** What no route answers, and what a route throws, as problem details. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, { code: "not_found", detail: "Nothing is at this path" }, problemOptions),
  );
}
