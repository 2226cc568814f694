import superjson, { type SuperJSONResult } from "superjson";

/**
 * What `superjson.serialize` gives, several times as fast, for what our procedures give: plain objects, lists, texts,
 * numbers, instants, and `undefined`. Of all else it is superjson's own. An object that is there twice is written twice,
 * and read as two.
 */
export function writeOutput(output: unknown): SuperJSONResult {
  const annotations: Annotations = {};
  const json = copy(output, "", annotations, 0);
  if (json === OTHER) return superjson.serialize(output);
  if (Object.keys(annotations).length === 0) return { json };
  return { json, meta: { values: annotations[""] ?? annotations, v: 1 } };
}

/** By path: a place's keys with dots between; the whole is at the empty one. */
type Annotations = Record<string, ["Date"] | ["undefined"]>;

type Json = SuperJSONResult["json"];

/** Something that superjson has to look at. */
const OTHER = Symbol("other");

/** No output is as deep; one that holds itself would be without end. */
const MOST_DEPTH = 16;

/** Keys that superjson escapes, or refuses. */
const SPECIAL_KEY = /[.\\]|^(?:__proto__|constructor|prototype)?$/;

function copy(value: unknown, path: string, annotations: Annotations, depth: number): Json | typeof OTHER {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : OTHER;
    case "undefined":
      annotations[path] = ["undefined"];
      return null;
    case "object":
      return value === null ? null : copyObject(value, path, annotations, depth);
    default:
      return OTHER;
  }
}

function copyObject(value: object, path: string, annotations: Annotations, depth: number): Json | typeof OTHER {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return OTHER;
    annotations[path] = ["Date"];
    return value.toISOString();
  }
  if (depth === MOST_DEPTH) return OTHER;
  const before = path === "" ? "" : `${path}.`;
  if (Array.isArray(value)) {
    const list: Json[] = [];
    for (let index = 0; index < value.length; index += 1) {
      const item = copy(value[index], before + index, annotations, depth + 1);
      if (item === OTHER) return OTHER;
      list.push(item);
    }
    return list;
  }
  if (!isPlain(value)) return OTHER;
  const record: Record<string, Json> = {};
  for (const key of Object.keys(value)) {
    const written = SPECIAL_KEY.test(key) ? OTHER : copy(value[key], before + key, annotations, depth + 1);
    if (written === OTHER) return OTHER;
    record[key] = written;
  }
  return record;
}

function isPlain(value: object): value is Record<string, unknown> {
  return Object.getPrototypeOf(value) === Object.prototype;
}
