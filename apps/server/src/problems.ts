import { errorCatalogue, type Fault, toFault } from "@typedo/api";
import { frameworkFault, type ProblemOptions, sendProblem } from "@typedo/trpc-rest";
import type { FastifyReply, FastifyRequest } from "fastify";
import { logFault } from "./log-fault.js";
import { problemType } from "./problem-type.js";

/** How every problem of this server is written. */
export const problemOptions: ProblemOptions = {
  catalogue: errorCatalogue,
  problemType,
  requestId: (request) => request.id,
};

/** What a caller is told of an error, Fastify's own among them. */
export function faultOf(error: unknown): Fault {
  const code = frameworkFault(error) ?? (isUnmetPrecondition(error) ? "precondition_failed" : undefined);
  return code ? { code, cause: error } : toFault(error);
}

/** Of a file: it has no versions but its own. */
function isUnmetPrecondition(error: unknown): boolean {
  return error instanceof Error && "statusCode" in error && error.statusCode === 412;
}

/** Answers an error that nobody has answered yet, and logs it if it is the server's fault. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const fault = faultOf(error);
  logFault(request, fault);
  return sendProblem(request, reply, fault, problemOptions);
}
