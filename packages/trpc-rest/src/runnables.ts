import type { AnyTRPCRouter } from "@trpc/server";
import { outputCheck } from "./check-output.js";
import type { Runnable, Step } from "./run.js";
import { isSchema } from "./schema.js";

/**
 * Every procedure of the router, ready to be run, by its path as tRPC's clients call it: `tasks.list`.
 *
 * @throws {Error} for a lazy router, whose procedures are not known yet
 */
export function listRunnables(router: AnyTRPCRouter): ReadonlyMap<string, Runnable> {
  const lazy = Object.keys(router._def.lazy);
  if (lazy.length > 0) throw new Error(`${lazy.join(", ")}: a lazy router's procedures are not known at start-up`);
  return new Map(
    Object.entries(router._def.procedures).map(([path, procedure]) => [path, readRunnable(path, procedure)]),
  );
}

/** @throws {Error} by its path, for what is no procedure of a router */
export function readRunnable(path: string, procedure: unknown): Runnable {
  const definition = get(procedure, "_def");
  const type = get(definition, "type");
  const steps = listOf(get(definition, "middlewares"));
  if (!isType(type) || !steps.every(isStep)) throw new Error(`${path} is no procedure as tRPC 11 makes them`);
  return { path, type, meta: get(definition, "meta"), steps: withOwnCheck(steps, get(definition, "output")) };
}

/** With our own check of the output, where it is the only one, and a zod schema's. */
function withOwnCheck(steps: readonly Step[], output: unknown): readonly Step[] {
  const isCheck = (step: Step) => get(step, "_type") === "output";
  if (!isSchema(output) || steps.filter(isCheck).length !== 1) return steps;
  return steps.map((step) => (isCheck(step) ? outputCheck(output) : step));
}

export function get(value: unknown, key: string): unknown {
  const isHolder = (typeof value === "object" && value !== null) || typeof value === "function";
  return isHolder ? Reflect.get(value, key) : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function isStep(value: unknown): value is Step {
  return typeof value === "function";
}

function isType(value: unknown): value is Runnable["type"] {
  return value === "query" || value === "mutation" || value === "subscription";
}
