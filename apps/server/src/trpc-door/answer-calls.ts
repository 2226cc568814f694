import {
  type AnyTRPCRouter,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  type inferRouterContext,
  TRPCError,
  type TRPCErrorShape,
  type TRPCProcedureType,
} from "@trpc/server";
import { getHTTPStatusCode } from "@trpc/server/http";
import { listRunnables, runProcedure } from "@typedo/trpc-rest";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Calls, readCalls } from "./read-calls.js";

/** What the door's owner does for each request. */
export interface Door<Context> {
  createContext(request: FastifyRequest, calls: number): Context;
  onError(request: FastifyRequest, error: TRPCError): void;
  /** Of an answer. Without a context, none of its calls was made. */
  headersOf(about: About<Context>): Readonly<Record<string, string>>;
}

export interface About<Context> {
  readonly context: Context | undefined;
  readonly calls: number;
  readonly errors: readonly TRPCError[];
}

/** One of a request's. */
interface Call extends Pick<Calls, "readInputs"> {
  readonly path: string;
  readonly request: FastifyRequest;
  readonly context: unknown;
  readonly batchIndex: number;
}

/** `path` is undefined where what failed is the request as a whole. */
interface Failing extends Pick<Call, "request" | "context"> {
  readonly path: string | undefined;
}

type Result = { readonly data: unknown } | { readonly error: TRPCError; readonly shape: TRPCErrorShape };

const METHOD: Readonly<Record<TRPCProcedureType, string>> = { query: "GET", mutation: "POST", subscription: "GET" };

/**
 * Answers calls of tRPC 11's clients over HTTP, as its own adapters do where an answer is JSON as a whole:
 * https://trpc.io/docs/rpc
 *
 * @throws {Error} for a router with a subscription: its events would be a stream
 */
export function answerCalls<Router extends AnyTRPCRouter>(router: Router, door: Door<inferRouterContext<Router>>) {
  type Context = inferRouterContext<Router>;
  const procedures = listRunnables(router);
  for (const { path, type } of procedures.values()) {
    if (type === "subscription") throw new Error(`${path} is a subscription: this door has no streams`);
  }
  const { _config: config } = router._def;
  const { serialize } = config.transformer.output;

  const run = async ({ path, request, context, readInputs, batchIndex }: Call): Promise<unknown> => {
    const procedure = procedures.get(path);
    if (!procedure) throw new TRPCError({ code: "NOT_FOUND", message: `There is no procedure ${path}` });
    if (request.method !== METHOD[procedure.type]) {
      const message = `${path} is a ${procedure.type}: it is called by ${METHOD[procedure.type]}`;
      throw new TRPCError({ code: "METHOD_NOT_SUPPORTED", message });
    }
    const getRawInput = async () => (await readInputs())[batchIndex];
    return runProcedure(procedure, { ctx: context, getRawInput, batchIndex, request });
  };

  const failed = (cause: unknown, { request, context: ctx, path }: Failing) => {
    const error = getTRPCErrorFromUnknown(cause);
    door.onError(request, error);
    const type = (path !== undefined && procedures.get(path)?.type) || "unknown";
    return { error, shape: getTRPCErrorShape({ config, error, type, path, input: undefined, ctx }) };
  };

  return async (path: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { paths, isBatch, readInputs } = readCalls(router, path, request);
    const send = (results: readonly Result[], isList: boolean, context?: Context) => {
      const errors = results.flatMap((result) => ("error" in result ? [result.error] : []));
      const told = results.map((result) =>
        "error" in result ? { error: serialize(result.shape) } : { result: { data: serialize(result.data) } },
      );
      return reply
        .code(statusOf(results))
        .headers(door.headersOf({ context, calls: paths.length, errors }))
        .header("content-type", "application/json")
        .send(JSON.stringify(isList ? told : told[0]));
    };
    if (new Set(paths.flatMap((name) => procedures.get(name)?.type ?? [])).size > 1) {
      const error = new TRPCError({
        code: "BAD_REQUEST",
        message: "A batch is of queries or of mutations, not of both",
      });
      return send([failed(error, { request, context: undefined, path: undefined })], false);
    }
    const context = door.createContext(request, paths.length);
    const results = paths.map(async (name, batchIndex): Promise<Result> => {
      const call = { path: name, request, context, readInputs, batchIndex };
      try {
        return { data: await run(call) };
      } catch (cause) {
        return failed(cause, call);
      }
    });
    return send(await Promise.all(results), isBatch, context);
  };
}

function statusOf(results: readonly Result[]): number {
  return getHTTPStatusCode(
    results.map((result) => ("error" in result ? { error: result.shape } : { result: { data: undefined } })),
  );
}
