import { getTRPCErrorShape } from "@trpc/server";
import { ApiError, appRouter, errorCatalogue, type Fault, noteRequest, toFault } from "@typedo/api";
import { sharedByCalls } from "@typedo/db";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Setting } from "../app.js";
import { contextOf } from "../context-of.js";
import { countCalls } from "../limits/cost.js";
import { logFault } from "../log-fault.js";
import { faultOf } from "../problems.js";
import { requireJson } from "../require-json.js";
import { answerCalls } from "../trpc-door/answer-calls.js";

/** Calls in one batch. A client's `maxItems` may not be more. */
const BATCH_LIMIT = 10;

const METHODS = ["GET", "HEAD", "POST"];

/** The door of typed clients. */
export async function serveTrpc(app: FastifyInstance, { services }: Setting): Promise<void> {
  const answer = answerCalls(appRouter, {
    createContext(request, calls) {
      const context = contextOf(request, services);
      return calls > 1 ? { ...context, database: sharedByCalls(context.database) } : context;
    },
    onError(request, error) {
      noteRequest(error, request.id);
      logFault(request, toFault(error));
    },
    headersOf({ context, calls, errors: [error] }) {
      if (error) return headersOf(toFault(error).headers);
      return headersOf(calls === 1 && context?.outcome.replayed ? { "idempotency-replayed": "true" } : {});
    },
  });
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
    scope.addHook("onRequest", async (request) => refuseEarly(request));
    scope.setErrorHandler((error, request, reply) => answerAsTrpc(error, request, reply));
    scope.all("/api/trpc/:path", async (request, reply) => answer(pathOf(request), request, reply));
  });
}

function pathOf({ params }: FastifyRequest): string {
  return typeof params === "object" && params !== null && "path" in params ? String(params.path) : "";
}

const VARY = "trpc-accept, accept, Authorization, Origin";

function headersOf(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { "cache-control": "private, no-cache", vary: VARY, ...more };
}

function refuseEarly(request: FastifyRequest): void {
  const { method, raw, url } = request;
  if (!METHODS.includes(method)) {
    const allow = METHODS.join(", ");
    throw new ApiError("method_not_allowed", { detail: `tRPC knows ${allow}`, headers: { allow } });
  }
  refuseLines(request);
  if (method === "POST") {
    requireJson(request);
    // Without one, and in any case: Fastify is to take it as what it is.
    raw.headers["content-type"] = "application/json";
  }
  // As a query's. The answer's body, Node leaves out all the same.
  if (method === "HEAD") raw.method = "GET";
  if (countCalls(pathOf(request)) > BATCH_LIMIT) {
    throw new ApiError("malformed", { detail: `A batch may have ${BATCH_LIMIT} calls` });
  }
  if (/[?&]connectionParams=/.test(url))
    throw new ApiError("malformed", { detail: "No connection has parameters here" });
}

const LINES = "application/jsonl";

/** As `httpBatchStreamLink` wants it: what is told line by line has its status before anyone knows what went wrong. */
function refuseLines({ headers, identity }: FastifyRequest): void {
  const { accept, "trpc-accept": wanted = accept } = headers;
  if (wanted === LINES) {
    throw (
      identity?.refusal ??
      new ApiError("not_acceptable", {
        detail: `The answer is application/json, never ${LINES}: use httpBatchLink in place of httpBatchStreamLink`,
      })
    );
  }
}

/** An error that came before any call, as tRPC's clients read them. */
function answerAsTrpc(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const fault = faultOf(error);
  logFault(request, fault);
  return reply
    .code(errorCatalogue[fault.code].status)
    .headers(headersOf(fault.headers))
    .type("application/json")
    .send(trpcErrorText(fault, request.id));
}

/** The body of such an answer. */
export function trpcErrorText(fault: Fault, requestId: string): string {
  const { _config: config } = appRouter._def;
  const error = new ApiError(fault.code, fault);
  noteRequest(error, requestId);
  const shape = getTRPCErrorShape({
    config,
    error,
    type: "unknown",
    path: undefined,
    input: undefined,
    ctx: undefined,
  });
  return JSON.stringify({ error: config.transformer.output.serialize(shape) });
}
