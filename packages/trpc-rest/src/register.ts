import type { AnyTRPCRouter, inferRouterContext, TRPCProcedureType } from "@trpc/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Answer, sendOutput } from "./answer.js";
import { compileSerialize } from "./serialize.js";
import { makeParseJson } from "./body.js";
import { compileCall } from "./call.js";
import { type Fault, RestError } from "./catalogue.js";
import { compileInput, type Input } from "./input.js";
import { isMetaOf, type MetaOf } from "./meta-of.js";
import { negotiate } from "./negotiate.js";
import { listOperations, type Operation } from "./operations.js";
import { serveOtherMethods } from "./other-methods.js";
import { locate } from "./pointers.js";
import { frameworkFault, type ProblemOptions, sendProblem } from "./problem.js";
import { MIB, writeSize } from "./size.js";

/** What a guard is told of the procedure that is about to be called. */
export interface GuardedProcedure<Meta = unknown> {
  /** As tRPC's clients call it: `tasks.list`. */
  readonly path: string;
  readonly type: TRPCProcedureType;
  readonly meta: Meta;
}

export interface RestOptions<Router extends AnyTRPCRouter> extends ProblemOptions {
  readonly router: Router;
  /** In front of every path; default `/api`. */
  readonly prefix?: string;
  /** Called once a request, before the guard. */
  createContext(
    request: FastifyRequest,
    reply: FastifyReply,
  ): inferRouterContext<Router> | Promise<inferRouterContext<Router>>;
  /** Throws for who may not call; called before a byte of the body is read. */
  guard?(context: inferRouterContext<Router>, procedure: GuardedProcedure<MetaOf<Router>>): void | Promise<void>;
  /**
   * What an answer is beyond the procedure's output: called once it succeeded, with the context that `createContext`
   * made for this request.
   */
  answer?(context: inferRouterContext<Router>): Answer;
  /** What a caller is told of an error. `pointer`s are JSON pointers into the procedure's input. */
  toFault(error: unknown): Fault;
  /** For the log: called with each fault that is answered. */
  onFault?(request: FastifyRequest, fault: Fault): void;
  /** Bytes; default 1 MiB. An operation may have its own. */
  readonly bodyLimit?: number;
}

/**
 * Serves every procedure with a `meta.openapi` as a native route, in a plugin of its own: the app's other routes are not
 * touched. Unknown paths are the app's: answer them by `sendProblem`. So is broken percent-encoding in a path: give
 * `frameworkErrors` to Fastify, and in it call `sendProblem` with `frameworkFault`.
 *
 * @throws {Error} by the procedure's name, for a declaration that can't be kept.
 */
export async function registerRest<Router extends AnyTRPCRouter>(
  app: FastifyInstance,
  options: RestOptions<Router>,
): Promise<void> {
  const operations = listOperations(options.router, options.catalogue);
  await app.register(async (plugin) => {
    plugin.decorateRequest(EXCHANGE, undefined);
    answerErrors(plugin, options);
    setHeaders(plugin, options);
    await serve(plugin, operations, options);
  });
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** As the operation was declared, `/api/tasks/{id}`; of the router's own form its parameters have lost their names. */
    readonly path?: string;
  }
}

/** What is known of a request that an operation answers, more as it goes on. */
interface Exchange<Router extends AnyTRPCRouter> {
  readonly operation: Operation;
  context: inferRouterContext<Router> | undefined;
  input: Input | undefined;
}

/** Held by its request, and by no `WeakMap`: what leads back to its key stays there until the whole heap is collected. */
const EXCHANGE = Symbol("exchange");

async function serve<Router extends AnyTRPCRouter>(
  plugin: FastifyInstance,
  operations: readonly Operation[],
  options: RestOptions<Router>,
): Promise<void> {
  const prefix = options.prefix ?? "/api";
  await plugin.register(async (withBody) => {
    withBody.removeAllContentTypeParsers();
    withBody.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    for (const operation of operations) if (operation.taken) serveOperation(withBody, prefix, operation, options);
  });
  await plugin.register(async (withoutBody) => {
    withoutBody.removeAllContentTypeParsers();
    // Not read at all: Node throws it away when the answer is out.
    withoutBody.addContentTypeParser("*", (_request, _payload, done) => done(null, undefined));
    for (const operation of operations) if (!operation.taken) serveOperation(withoutBody, prefix, operation, options);
    serveOtherMethods(withoutBody, prefix, operations);
  });
}

function serveOperation<Router extends AnyTRPCRouter>(
  plugin: FastifyInstance,
  prefix: string,
  operation: Operation,
  options: RestOptions<Router>,
): void {
  const { procedure, declaration, path } = operation;
  const readInput = compileInput(operation, makeParseJson(plugin));
  const serialize = compileSerialize(procedure.output);
  const call = compileCall(operation);
  const { name, type, meta } = procedure;
  if (!isMetaOf<Router>(meta)) throw new TypeError(`${name} has no meta`);
  const guarded = { path: name, type, meta };

  plugin.route({
    method: declaration.method,
    url: `${prefix}${path.route}`,
    config: { path: prefix + declaration.path },
    exposeHeadRoute: declaration.method === "GET",
    bodyLimit: limitOf(operation, options),
    onRequest: async (request, reply) => {
      const exchange: Exchange<Router> = { operation, context: undefined, input: undefined };
      request.setDecorator(EXCHANGE, exchange);
      exchange.context = await options.createContext(request, reply);
      await options.guard?.(exchange.context, guarded);
      negotiate(operation, request);
    },
    handler: async (request, reply) => {
      const exchange = request.getDecorator<Exchange<Router> | undefined>(EXCHANGE);
      if (!exchange) throw new Error(`${name} answers a request that it has not met`);
      exchange.input = readInput(request);
      const output = await call(exchange.input, exchange.context, request);
      const answer = exchange.context && options.answer?.(exchange.context);
      return sendOutput(operation, request, reply, { output, json: serialize(output) }, answer);
    },
  });
}

function limitOf({ declaration }: Operation, { bodyLimit = MIB }: { readonly bodyLimit?: number }): number {
  return declaration.bodyLimit ?? bodyLimit;
}

function answerErrors<Router extends AnyTRPCRouter>(plugin: FastifyInstance, options: RestOptions<Router>): void {
  plugin.setErrorHandler((error, request, reply) => {
    const { operation, input } = request.getDecorator<Exchange<Router> | undefined>(EXCHANGE) ?? {};
    const fault = locate(readFault(error, options, operation), operation, input?.fromQuery);
    options.onFault?.(request, fault);
    return sendProblem(request, reply, fault, options);
  });
}

function readFault<Router extends AnyTRPCRouter>(
  error: unknown,
  options: RestOptions<Router>,
  operation: Operation | undefined,
): Fault {
  if (error instanceof RestError) return error.fault;
  const code = frameworkFault(error);
  if (!code) return options.toFault(error);
  if (code !== "payload_too_large" || !operation) return { code, cause: error };
  return { code, detail: `A body may have ${writeSize(limitOf(operation, options))} here`, cause: error };
}

/** On every answer of these routes, whoever gave it. */
function setHeaders(plugin: FastifyInstance, options: ProblemOptions): void {
  plugin.addHook("onSend", (request, reply, _payload, done) => {
    reply.header("x-request-id", options.requestId(request));
    reply.header("cache-control", "private, no-cache");
    const vary = reply.getHeader("vary");
    reply.header("vary", vary === undefined ? "Authorization" : withAuthorization([vary].flat().join(", ")));
    done();
  });
}

/** A list of header names, `Authorization` among them. */
function withAuthorization(vary: string): string {
  const names = new Set(vary.split(",").map((name) => name.trim().toLowerCase()));
  return names.has("authorization") || names.has("*") ? vary : `${vary}, Authorization`;
}
