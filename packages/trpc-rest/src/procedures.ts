import type { AnyTRPCMiddlewareFunction, AnyTRPCRouter, TRPCProcedureType } from "@trpc/server";
import { outputCheck } from "./check-output.js";
import type { RestOperation } from "./meta.js";
import type { Step } from "./run.js";
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
  readonly declaration: Declaration;
  readonly inputs: readonly Schema[];
  readonly output: Schema;
  /** What runs before the first input is parsed. */
  readonly middlewares: readonly AnyTRPCMiddlewareFunction[];
  /** All that runs: those middlewares, parsers, and the resolver as the last. */
  readonly steps: readonly Step[];
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
    return [readProcedure(name, definition, meta, openapi)];
  });
}

function readProcedure(name: string, definition: unknown, meta: unknown, declaration: Declaration): RestProcedure {
  const type = get(definition, "type");
  if (type !== "query" && type !== "mutation") refuse(name, "it is a subscription");
  const inputs = listOf(get(definition, "inputs"));
  if (!inputs.every(isSchema)) refuse(name, "its input is not a zod schema");
  const output = get(definition, "output");
  if (!isSchema(output)) refuse(name, "it declares no output, or not by a zod schema");
  const steps = listOf(get(definition, "middlewares"));
  if (!steps.every(isStep)) refuse(name, "one of its middlewares is no function");
  const firstInput = steps.findIndex((step) => get(step, "_type") === "input");
  const before: readonly unknown[] = steps.slice(0, firstInput === -1 ? -1 : firstInput);
  return {
    name,
    type,
    meta,
    declaration,
    inputs,
    output,
    middlewares: before.filter(isMiddleware),
    steps: withOwnCheck(steps, output),
  };
}

/** With our own check of the output, where it is the only one. */
function withOwnCheck(steps: readonly Step[], output: Schema): readonly Step[] {
  const isCheck = (step: Step) => get(step, "_type") === "output";
  return steps.filter(isCheck).length === 1 ? steps.map((step) => (isCheck(step) ? outputCheck(output) : step)) : steps;
}

function get(value: unknown, key: string): unknown {
  const isHolder = (typeof value === "object" && value !== null) || typeof value === "function";
  return isHolder ? Reflect.get(value, key) : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isStep(value: unknown): value is Step {
  return typeof value === "function";
}

function isMiddleware(value: unknown): value is AnyTRPCMiddlewareFunction {
  return typeof value === "function" && get(value, "_type") !== "output";
}

const methods: ReadonlySet<unknown> = new Set<RestOperation["method"]>(["GET", "POST", "PUT", "PATCH", "DELETE"]);

function isDeclaration(value: unknown): value is Declaration {
  const path = get(value, "path");
  return methods.has(get(value, "method")) && typeof path === "string" && path.startsWith("/");
}
