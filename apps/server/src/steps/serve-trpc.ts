import { getTRPCErrorShape } from "@trpc/server";
import { fastifyTRPCPlugin, type FastifyTRPCPluginOptions } from "@trpc/server/adapters/fastify";
import { ApiError, type AppRouter, appRouter, errorCatalogue, type Fault, noteRequest, toFault } from "@typedo/api";
import { sharedByCalls } from "@typedo/db";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Setting } from "../app.js";
import { contextOf } from "../context-of.js";
import { countCalls } from "../limits/cost.js";
import { logFault } from "../log-fault.js";
import { faultOf } from "../problems.js";
import { requireJson } from "../require-json.js";

/** Calls in one batch. A client's `maxItems` may not be more. */
const BATCH_LIMIT = 10;

const METHODS = ["GET", "HEAD", "POST"];

/** The door of typed clients. */
export async function serveTrpc(app: FastifyInstance, { services }: Setting): Promise<void> {
  const options: FastifyTRPCPluginOptions<AppRouter> = {
    prefix: "/api/trpc",
    trpcOptions: {
      router: appRouter,
      maxBatchSize: BATCH_LIMIT,
      createContext({ req, info }) {
        const context = contextOf(req, services);
        return info.calls.length > 1 ? { ...context, database: sharedByCalls(context.database) } : context;
      },
      onError: ({ req, error }) => {
        noteRequest(error, req.id);
        logFault(req, toFault(error));
      },
      responseMeta: ({ ctx, errors, info }) => {
        const isReplay = errors.length === 0 && info?.calls.length === 1 && ctx?.outcome.replayed;
        const more = isReplay ? { "idempotency-replayed": "true" } : errors[0] && toFault(errors[0]).headers;
        return { headers: new Headers(headersOf(more)) };
      },
    },
  };
  await app.register(async (scope) => {
    // tRPC tells these before it has a context, and so in a shape that no client of its own can read.
    scope.addHook("onRequest", async (request) => refuseEarly(request));
    scope.addHook("onSend", sendWhole);
    scope.setErrorHandler((error, request, reply) => answerAsTrpc(error, request, reply));
    await scope.register(fastifyTRPCPlugin, options);
  });
}

function headersOf(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { "cache-control": "private, no-cache", vary: "Authorization, Origin", ...more };
}

/**
 * Sends an answer that is there as a whole as a text, with its length, and not as the stream that tRPC makes of it, which
 * costs more than the answer; and names its type, which tRPC does twice, or not at all. A subscription's events stay a
 * stream.
 */
export async function sendWhole(_request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (!(payload instanceof Response) || payload.headers.get("content-type") === "text/event-stream") return payload;
  reply.code(payload.status).headers(Object.fromEntries(payload.headers)).header("content-type", "application/json");
  return payload.text();
}

function refuseEarly(request: FastifyRequest): void {
  const { method, params, raw, url } = request;
  if (!METHODS.includes(method)) {
    const allow = METHODS.join(", ");
    throw new ApiError("method_not_allowed", { detail: `tRPC knows ${allow}`, headers: { allow } });
  }
  refuseLines(request);
  if (method === "POST") {
    requireJson(request);
    // tRPC knows it in lower case alone.
    raw.headers["content-type"] = "application/json";
  }
  // tRPC would answer 204. The answer's body, Node leaves out all the same.
  if (method === "HEAD") raw.method = "GET";
  const path = typeof params === "object" && params !== null && "path" in params ? String(params.path) : "";
  // Decoded once already: tRPC does it again.
  if (path.includes("%")) throw new ApiError("not_found", { detail: "Nothing is at this path" });
  if (countCalls(path) > BATCH_LIMIT) {
    throw new ApiError("malformed", { detail: `A batch may have ${BATCH_LIMIT} calls` });
  }
  if (/[?&]connectionParams=/.test(url))
    throw new ApiError("malformed", { detail: "No connection has parameters here" });
}

const LINES = "application/jsonl";

/** As `httpBatchStreamLink` wants it: what is told line by line has its status before anyone knows what went wrong. */
function refuseLines({ headers, identity, raw }: FastifyRequest): void {
  const { accept, "trpc-accept": wanted = accept } = headers;
  if (wanted === LINES) {
    throw (
      identity?.refusal ??
      new ApiError("not_acceptable", {
        detail: `The answer is application/json, never ${LINES}: use httpBatchLink in place of httpBatchStreamLink`,
      })
    );
  }
  // tRPC would choose lines for who takes either.
  raw.headers["trpc-accept"] = "application/json";
}

/** An error that tRPC never saw, as its own clients read them. */
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
