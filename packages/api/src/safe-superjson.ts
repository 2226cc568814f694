import { MOST_VALUES } from "@typedo/trpc-rest";
import superjson from "superjson";
import { ApiError } from "./errors.js";
import { writeOutput } from "./write-output.js";

/**
 * superjson as tRPC's transformer, with a reader of our own for input. superjson's would build whatever the client asks
 * for: 70 bytes request a typed array of 8 GB, and equal references cost quadratic time. `Date` and `undefined` are
 * what our clients send; all else is refused. What goes out is the same, sooner.
 */
export const safeSuperjson = {
  input: { serialize: superjson.serialize, deserialize: readInput },
  output: { serialize: writeOutput, deserialize: superjson.deserialize },
};

function refuse(): never {
  throw new ApiError("malformed", { detail: "The input is not superjson with dates and undefined values alone" });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function onlyKeys(value: Record<string, unknown>, keys: readonly string[]): boolean {
  return Object.keys(value).every((key) => keys.includes(key));
}

/** `{ json, meta?: { values, v } }` → the value. Annotations are put into `json`, which was just parsed and is ours. */
export function readInput(payload: unknown): unknown {
  if (payload === undefined) return undefined;
  if (!isRecord(payload) || !onlyKeys(payload, ["json", "meta"])) refuse();
  const { json, meta } = payload;
  if (holdsTooMany(json)) {
    throw new ApiError("payload_too_large", { detail: `The input holds more than ${MOST_VALUES} values` });
  }
  if (meta === undefined) return json;
  if (!isRecord(meta) || !onlyKeys(meta, ["values", "v"])) refuse();
  return meta["values"] === undefined ? json : revive(json, meta["values"], 0);
}

function holdsTooMany(json: unknown): boolean {
  const left: unknown[] = [json];
  let count = 1;
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value !== "object" || value === null) continue;
    const parts: unknown[] = Array.isArray(value) ? value : Object.values(value);
    count += parts.length;
    if (count > MOST_VALUES) return true;
    for (const part of parts) if (typeof part === "object") left.push(part);
  }
  return false;
}

const MAX_DEPTH = 16;

/** A tree of annotations is `[type]` for the value itself, or `{ path: tree }` for places within it. */
function revive(value: unknown, tree: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) refuse();
  if (Array.isArray(tree)) return reviveLeaf(value, tree);
  if (!isRecord(tree)) refuse();
  for (const [path, subtree] of Object.entries(tree)) revivePath(value, splitPath(path), subtree, depth + 1);
  return value;
}

function reviveLeaf(value: unknown, annotation: readonly unknown[]): unknown {
  if (annotation.length !== 1) refuse();
  if (annotation[0] === "undefined") return undefined;
  if (annotation[0] === "Date" && typeof value === "string") return new Date(value);
  return refuse();
}

/** superjson joins the keys of a path by dots, and escapes a dot or backslash within a key by a backslash. */
function splitPath(path: string): string[] {
  const keys = path.match(/(?:\\.|[^.\\])+/g) ?? [];
  return keys.map((key) => key.replaceAll(/\\(.)/g, "$1"));
}

function revivePath(root: unknown, keys: readonly string[], subtree: unknown, depth: number): void {
  const last = keys.at(-1);
  if (last === undefined || depth + keys.length > MAX_DEPTH) refuse();
  let parent: unknown = root;
  for (const key of keys.slice(0, -1)) parent = own(parent, key);
  if (Array.isArray(parent)) parent[arrayIndex(parent, last)] = revive(own(parent, last), subtree, depth);
  else if (isRecord(parent)) parent[last] = revive(own(parent, last), subtree, depth);
  else refuse();
}

function arrayIndex(array: readonly unknown[], key: string): number {
  const index = Number(key);
  return /^\d+$/.test(key) && index < array.length ? index : refuse();
}

function own(container: unknown, key: string): unknown {
  if (typeof container !== "object" || container === null || !Object.hasOwn(container, key)) refuse();
  return Array.isArray(container) ? container[arrayIndex(container, key)] : Reflect.get(container, key);
}
