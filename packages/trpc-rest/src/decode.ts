import { z } from "zod";
import { definitionOf, innerOf, isOpen, isStrict, type ObjectDefinition, type Schema } from "./schema.js";
import { asIs, decodeInstant, onString, spotInstant, toBigInt, toBoolean, toNumber, toOneOf } from "./scalars.js";

/** `text`: a value of a URL or form, a string or a list of strings. `json`: as JSON.parse gives it. */
export type Carrier = "text" | "json";

export type Issue = z.core.$ZodIssue;

/** Where a value is, and what is wrong that its schema would not say. */
export interface Place {
  readonly path: readonly PropertyKey[];
  readonly issues: Issue[];
}

/** A value as it came → as the schema takes it. What it can't read it leaves alone, for the schema to refuse. */
export type Decode = (value: unknown, place: Place) => unknown;

/** Compiled once from a schema, which is read and never touched. Unknown fields of any object within are issues. */
export function compileDecode(schema: Schema, carrier: Carrier): Decode {
  const compiled = new Map<Schema, Decode>();
  const compile = (inner: Schema): Decode => {
    const known = compiled.get(inner);
    if (known) return known;
    // Of a schema that holds itself: by the time it is called, it is there.
    compiled.set(inner, (value, place) => compile(inner)(value, place));
    const decode = compileKind(inner, carrier, compile);
    compiled.set(inner, decode);
    return decode;
  };
  return compile(schema);
}

function compileKind(schema: Schema, carrier: Carrier, compile: (schema: Schema) => Decode): Decode {
  const definition = definitionOf(schema);
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- zod has forty kinds: `default` is for the others
  switch (definition.type) {
    case "number":
      return carrier === "text" ? onString(toNumber) : asIs;
    case "boolean":
      return carrier === "text" ? onString(toBoolean) : asIs;
    case "bigint":
      return (value) =>
        typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : onString(toBigInt)(value);
    case "date":
      return decodeInstant(carrier);
    case "string":
      return carrier === "text" && "format" in definition && definition.format === "datetime" ? spotInstant : asIs;
    case "literal":
      return toOneOf(definition.values, carrier);
    case "enum":
      return toOneOf(Object.values(definition.entries), carrier);
    case "array":
      return decodeArray(compile(definition.element), carrier, mostOf(definition.checks));
    case "tuple":
      return decodeTuple(definition.items.map(compile), definition.rest ? compile(definition.rest) : asIs);
    case "record":
      return decodeRecord(compile(definition.valueType));
    case "object":
      return decodeObject(definition, new Set(Object.keys(definition.shape)), compile);
    case "intersection":
      return decodeIntersection(definition.left, definition.right, compile);
    case "union":
      return decodeUnion(definition, compile);
    case "pipe":
      // What comes first is the user's own function: it gets the value as it came.
      if (definitionOf(definition.in).type === "transform") return asIs;
      return compile(definition.in);
    case "lazy": {
      const { getter } = definition;
      return (value, place) => compile(getter())(value, place);
    }
    default: {
      const inner = innerOf(definition);
      return inner ? compile(inner) : asIs;
    }
  }
}

/** What is longer than its schema allows is refused by it, whatever is in it. */
function decodeArray(element: Decode, carrier: Carrier, most: number): Decode {
  return (value, { path, issues }) => {
    const list: unknown = carrier === "text" && typeof value === "string" ? [value] : value;
    if (!Array.isArray(list) || element === asIs || list.length > most) return list;
    return list.map((item: unknown, index) => element(item, { path: [...path, index], issues }));
  };
}

/** Elements that a list may have. */
function mostOf(checks: readonly z.core.$ZodCheck[] = []): number {
  const maxima = checks.flatMap(({ _zod: { def } }) =>
    "maximum" in def && typeof def.maximum === "number" ? [def.maximum] : [],
  );
  return Math.min(...maxima);
}

function decodeTuple(items: readonly Decode[], rest: Decode): Decode {
  return (value, { path, issues }) => {
    if (!Array.isArray(value)) return value;
    return value.map((item: unknown, index) => (items[index] ?? rest)(item, { path: [...path, index], issues }));
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function decodeRecord(decodeValue: Decode): Decode {
  return (value, { path, issues }) => {
    if (!isRecord(value)) return value;
    return mapFields(value, (item, key) => decodeValue(item, { path: [...path, key], issues }));
  };
}

// `fromEntries` defines fields, so that one by the name `__proto__` stays a field.
function mapFields(value: Record<string, unknown>, change: (item: unknown, key: string) => unknown) {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item, key)]));
}

function decodeObject(
  definition: ObjectDefinition,
  known: ReadonlySet<string>,
  compile: (schema: Schema) => Decode,
): Decode {
  const fields = new Map(Object.entries(definition.shape).map(([key, field]) => [key, compile(field)]));
  const others = definition.catchall && isOpen(definition) ? compile(definition.catchall) : asIs;
  const forgets = definition.catchall === undefined;
  return (value, place) => {
    if (!isRecord(value)) return value;
    const { path, issues } = place;
    const unknown = forgets ? Object.keys(value).filter((key) => !known.has(key)) : [];
    if (unknown.length > 0) issues.push(unknownFields(unknown, path));
    return mapFields(value, (item, key) => (fields.get(key) ?? others)(item, { path: [...path, key], issues }));
  };
}

/** As zod's strict objects tell it. */
export function unknownFields(keys: string[], path: readonly PropertyKey[]): Issue {
  return { code: "unrecognized_keys", keys, path: [...path], message: `Unrecognized keys: ${keys.join(", ")}` };
}

/** Each side takes the other's fields. */
function decodeIntersection(left: Schema, right: Schema, compile: (schema: Schema) => Decode): Decode {
  const sides = [left, right].map((side) => ({ side, definition: definitionOf(side) }));
  const objects = sides.flatMap(({ definition }) => (definition.type === "object" ? [definition] : []));
  const known = new Set(objects.flatMap(({ shape }) => Object.keys(shape)));
  const isClosed = objects.length === 2 && !objects.some(isOpen) && !objects.some(isStrict);
  const decodes = sides.map(({ side, definition }) => {
    if (definition.type !== "object") return compile(side);
    return decodeObject(definition, known, compile);
  });
  return (value, place) => {
    // Both would find the same unknown fields.
    const own: Issue[] = [];
    const decoded = decodes.reduce((current, decode, index) => {
      return decode(current, { path: place.path, issues: index === 0 ? own : [] });
    }, value);
    if (isClosed) place.issues.push(...own);
    return decoded;
  };
}

/** The first option that takes the value; where a discriminator tells which one is meant, that one. */
function decodeUnion(definition: z.core.$ZodUnionDef, compile: (schema: Schema) => Decode): Decode {
  const options = definition.options.map((schema) => ({ schema, decode: compile(schema) }));
  if (options.every(({ decode }) => decode === asIs)) return asIs;
  const discriminator = "discriminator" in definition ? definition.discriminator : undefined;
  return (value, { path, issues }) => {
    let meant = options;
    if (typeof discriminator === "string") {
      // No option takes it.
      if (!isRecord(value)) return value;
      meant = options.filter(({ schema }) =>
        schema._zod.propValues?.[discriminator]?.has(toPrimitive(value[discriminator])),
      );
    }
    const tries = meant.map(({ schema, decode }) => {
      const own: Issue[] = [];
      const decoded = decode(value, { path, issues: own });
      return { decoded, own, fits: () => takes(schema, decoded) };
    });
    const only = tries.length === 1 ? tries[0] : undefined;
    const chosen =
      only ?? tries.find(({ own, fits }) => own.length === 0 && fits()) ?? tries.find(({ fits }) => fits());
    if (!chosen) return value;
    issues.push(...chosen.own);
    return chosen.decoded;
  };
}

function toPrimitive(value: unknown): z.core.util.Primitive {
  const isPrimitive =
    typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null;
  return isPrimitive ? value : undefined;
}

function takes(schema: Schema, value: unknown): boolean {
  try {
    return z.safeParse(schema, value).success;
  } catch (error) {
    // Only an await would tell: then the schema itself decides.
    if (error instanceof z.core.$ZodAsyncError) return true;
    throw error;
  }
}
