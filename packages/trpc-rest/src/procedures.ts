import type { AnyTRPCMiddlewareFunction, AnyTRPCRouter, TRPCProcedureType } from "@trpc/server";
import type { RestOperation } from "./meta.js";
import { get, isStep, listOf, readRunnable } from "./runnables.js";
import type { Runnable } from "./run.js";
import { isSchema, type Schema } from "./schema.js";

/** `meta.openapi`, its functions ready to be called with what a procedure gave. */
export interface Declaration extends Omit<RestOperation, "location" | "etag" | "link"> {
  readonly location?: (output: unknown) => string;
  readonly etag?: (output: unknown) => string;
  readonly link?: (output: unknown, target: string) => string | undefined;
}

/** A procedure that declares how REST serves it. */
export interface RestProcedure {
  /** As tRPC's clients call it: `tasks.list`. */
  readonly name: string;
  readonly type: Exclude<TRPCProcedureType, "subscription">;
  readonly meta: unknown;
  readonly runnable: Runnable;
  readonly declaration: Declaration;
  readonly inputs: readonly Schema[];
  readonly output: Schema;
  /** What runs before the first input is parsed. */
  readonly middlewares: readonly AnyTRPCMiddlewareFunction[];
}

/** Says at start-up what is wrong with a procedure's declaration, by the procedure's name. */
export function refuse(name: string, why: string): never {
  throw new Error(`${name} can't be served as REST: ${why}`);
}

/**
 * Every procedure of the router that has a `meta.openapi` and is not switched off.
 *
 * @throws {Error} by the procedure's name, where it can't be served: a subscription, a validator that is not zod's, no
 * output; or a lazy router, whose procedures are not known yet.
 */
export function listProcedures(router: AnyTRPCRouter): RestProcedure[] {
  for (const name of Object.keys(router._def.lazy))
    refuse(name, "a lazy router's procedures are not known at start-up");
  return Object.entries(router._def.procedures).flatMap(([name, procedure]) => {
    const definition = get(procedure, "_def");
    const meta = get(definition, "meta");
    const openapi = get(meta, "openapi");
    if (openapi === undefined || get(openapi, "enabled") === false) return [];
    if (!isDeclaration(openapi))
      refuse(name, "`method` is one of GET, POST, PUT, PATCH, DELETE, and `path` starts with `/`");
    return [readProcedure(name, procedure, openapi)];
  });
}

function readProcedure(name: string, procedure: unknown, declaration: Declaration): RestProcedure {
  const definition = get(procedure, "_def");
  const runnable = readRunnable(name, procedure);
  const { type, meta } = runnable;
  if (type === "subscription") refuse(name, "it is a subscription");
  const inputs = listOf(get(definition, "inputs"));
  if (!inputs.every(isSchema)) refuse(name, "its input is not a zod schema");
  const output = get(definition, "output");
  if (!isSchema(output)) refuse(name, "it declares no output, or not by a zod schema");
  const steps = listOf(get(definition, "middlewares"));
  const firstInput = steps.findIndex((step) => get(step, "_type") === "input");
  const before: readonly unknown[] = steps.slice(0, firstInput === -1 ? -1 : firstInput);
  return { name, type, meta, runnable, declaration, inputs, output, middlewares: before.filter(isMiddleware) };
}

function isMiddleware(value: unknown): value is AnyTRPCMiddlewareFunction {
  return isStep(value) && get(value, "_type") !== "output";
}

const methods: ReadonlySet<unknown> = new Set<RestOperation["method"]>(["GET", "POST", "PUT", "PATCH", "DELETE"]);

function isDeclaration(value: unknown): value is Declaration {
  const path = get(value, "path");
  return methods.has(get(value, "method")) && typeof path === "string" && path.startsWith("/");
}
