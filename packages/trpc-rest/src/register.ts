import type { AnyTRPCRouter, inferRouterContext, TRPCProcedureType } from "@trpc/server";
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from "fastify";
import { sendOutput } from "./answer.js";
import { makeParseJson } from "./body.js";
import { compileCall } from "./call.js";
import { type Fault, RestError } from "./catalogue.js";
import { compileInput } from "./input.js";
import { negotiate } from "./negotiate.js";
import { listOperations, type Operation } from "./operations.js";
import { locate } from "./pointers.js";
import { frameworkFault, type ProblemOptions, sendProblem } from "./problem.js";

/** What a guard is told of the procedure that is about to be called. */
export interface GuardedProcedure<Meta = unknown> {
  /** As tRPC's clients call it: `tasks.list`. */
  readonly path: string;
  readonly type: TRPCProcedureType;
  readonly meta: Meta;
}

/** What a router's procedures may say beside themselves. */
export type MetaOf<Router extends AnyTRPCRouter> = Router["_def"]["_config"]["$types"]["meta"];

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
  /** What a caller is told of an error. `pointer`s are JSON pointers into the procedure's input. */
  toFault(error: unknown): Fault;
  /** For the log: called with each fault that is answered. */
  onFault?(request: FastifyRequest, fault: Fault): void;
  /** Bytes; default 1 MiB. */
  readonly bodyLimit?: number;
}

const MIB = 1024 * 1024;

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
    answerErrors(plugin, options);
    setHeaders(plugin, options);
    await serve(plugin, operations, options);
  });
}

async function serve<Router extends AnyTRPCRouter>(
  plugin: FastifyInstance,
  operations: readonly Operation[],
  options: RestOptions<Router>,
): Promise<void> {
  const prefix = options.prefix ?? "/api";
  await plugin.register(async (withBody) => {
    withBody.removeAllContentTypeParsers();
    const bodyLimit = options.bodyLimit ?? MIB;
    withBody.addContentTypeParser("*", { parseAs: "buffer", bodyLimit }, (_request, body, done) => done(null, body));
    for (const operation of operations) if (operation.body) serveOperation(withBody, prefix, operation, options);
  });
  await plugin.register(async (withoutBody) => {
    withoutBody.removeAllContentTypeParsers();
    // Not read at all: Node throws it away when the answer is out.
    withoutBody.addContentTypeParser("*", (_request, _payload, done) => done(null, undefined));
    for (const operation of operations) if (!operation.body) serveOperation(withoutBody, prefix, operation, options);
    serveOtherMethods(withoutBody, prefix, operations);
  });
}

const operationOf = new WeakMap<FastifyRequest, Operation>();

function serveOperation<Router extends AnyTRPCRouter>(
  plugin: FastifyInstance,
  prefix: string,
  operation: Operation,
  options: RestOptions<Router>,
): void {
  const { procedure, declaration, path } = operation;
  const readInput = compileInput(operation, makeParseJson(plugin));
  const call = compileCall(options.router, operation);
  const contexts = new WeakMap<FastifyRequest, inferRouterContext<Router>>();
  const { name, type, meta } = procedure;

  plugin.route({
    method: declaration.method,
    url: `${prefix}${path.route}`,
    exposeHeadRoute: declaration.method === "GET",
    onRequest: async (request, reply) => {
      operationOf.set(request, operation);
      const context = await options.createContext(request, reply);
      contexts.set(request, context);
      if (!isMetaOf<Router>(meta)) throw new TypeError(`${name} has no meta`);
      await options.guard?.(context, { path: name, type, meta });
      negotiate(operation, request);
    },
    handler: async (request, reply) => {
      const ctx: unknown = contexts.get(request);
      const output = await call(readInput(request), { ctx, signal: request.signal });
      return sendOutput(operation, request, reply, output);
    },
  });
}

/** Of a router's procedure it is, by the type of the builder that made it. */
function isMetaOf<Router extends AnyTRPCRouter>(meta: unknown): meta is MetaOf<Router> {
  return meta !== undefined;
}

/** OPTIONS tells the path's methods; any other that it does not know is 405. */
function serveOtherMethods(plugin: FastifyInstance, prefix: string, operations: readonly Operation[]): void {
  const byPath = new Map<string, Operation[]>();
  for (const operation of operations)
    byPath.set(operation.path.shape, [...(byPath.get(operation.path.shape) ?? []), operation]);
  for (const [first, ...others] of byPath.values()) {
    if (!first) continue;
    const known: HTTPMethods[] = [first, ...others].map(({ declaration }) => declaration.method);
    const allowed = [...new Set([...known, ...(known.includes("GET") ? ["HEAD"] : []), "OPTIONS"])];
    const allow = allowed.join(", ");
    const url = `${prefix}${first.path.route}`;
    plugin.route({
      method: "OPTIONS",
      url,
      handler: async (_request, reply) => reply.code(204).header("allow", allow).send(),
    });
    plugin.route({
      method: plugin.supportedMethods.filter((method) => !allowed.includes(method)),
      url,
      exposeHeadRoute: false,
      onRequest: async () => {
        throw new RestError("method_not_allowed", `The path knows ${allow}`, { headers: { allow } });
      },
      handler: async () => undefined,
    });
  }
}

function answerErrors<Router extends AnyTRPCRouter>(plugin: FastifyInstance, options: RestOptions<Router>): void {
  plugin.setErrorHandler((error, request, reply) => {
    const fault = locate(readFault(error, options), operationOf.get(request));
    options.onFault?.(request, fault);
    return sendProblem(request, reply, fault, options);
  });
}

function readFault<Router extends AnyTRPCRouter>(error: unknown, options: RestOptions<Router>): Fault {
  if (error instanceof RestError) return error.fault;
  const code = frameworkFault(error);
  return code ? { code, cause: error } : options.toFault(error);
}

/** On every answer of these routes, whoever gave it. */
function setHeaders(plugin: FastifyInstance, options: ProblemOptions): void {
  plugin.addHook("onSend", async (request, reply) => {
    void reply.header("x-request-id", options.requestId(request));
    void reply.header("cache-control", "private, no-cache");
    const vary = [reply.getHeader("vary") ?? []].flat().join(", ");
    const names = vary.split(",").map((name) => name.trim().toLowerCase());
    if (!names.includes("authorization") && vary !== "*")
      void reply.header("vary", vary ? `${vary}, Authorization` : "Authorization");
  });
}
