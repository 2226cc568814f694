import { definitionOf, innerOf, isOpen, type Schema } from "./schema.js";
import { writeInstant } from "./instant.js";
import { writeJson } from "./plain-json.js";

/** A value as JSON; undefined where JSON has none. */
export type Serialize = (value: unknown) => string | undefined;

/**
 * Compiles how values of a schema are written as JSON, once: what is known of them beforehand need not be found out each
 * time. It takes what the schema's parse gave, and writes what the schema names and nothing else. Dates are instants with
 * milliseconds, bigints strings of digits.
 */
export function compileSerialize(schema: Schema): Serialize {
  const compiled = new Map<Schema, Serialize>();
  const compile = (inner: Schema): Serialize => {
    const known = compiled.get(inner);
    if (known) return known;
    // Of a schema that holds itself: by the time it is called, it is there.
    compiled.set(inner, (value) => compile(inner)(value));
    const serialize = compileKind(inner, compile);
    compiled.set(inner, serialize);
    return serialize;
  };
  return compile(schema);
}

type Compile = (schema: Schema) => Serialize;

function compileKind(schema: Schema, compile: Compile): Serialize {
  const definition = definitionOf(schema);
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- zod has forty kinds: `default` is for the others
  switch (definition.type) {
    case "string":
    case "enum":
    case "literal":
      return (value) => (typeof value === "string" ? writeText(value) : writeJson(value));
    case "number":
      return (value) => (Number.isFinite(value) ? String(value) : writeJson(value));
    case "date":
      return (value) => (value instanceof Date ? writeInstant(value) : writeJson(value));
    case "boolean":
      return (value) => (value === true ? "true" : value === false ? "false" : writeJson(value));
    case "array":
      return serializeArray(compile(definition.element));
    case "object":
      // A field by the name `__proto__` is its prototype to who asks for it.
      return isOpen(definition) || Object.hasOwn(definition.shape, "__proto__")
        ? writeJson
        : serializeObject(definition.shape, compile);
    // What a function makes of a value, its schema does not tell.
    case "pipe":
      return writeJson;
    default: {
      const inner = innerOf(definition);
      if (!inner) return writeJson;
      const serialize = compile(inner);
      return (value) => (value === null ? "null" : value === undefined ? undefined : serialize(value));
    }
  }
}

function serializeArray(element: Serialize): Serialize {
  return (value) => {
    if (!Array.isArray(value)) return writeJson(value);
    let text = "[";
    for (const item of value) {
      if (text.length > 1) text += ",";
      text += element(item) ?? "null";
    }
    return `${text}]`;
  };
}

function serializeObject(shape: Readonly<Record<string, Schema>>, compile: Compile): Serialize {
  const fields = Object.entries(shape).map(([name, schema]) => ({
    name,
    label: `${JSON.stringify(name)}:`,
    nextLabel: `,${JSON.stringify(name)}:`,
    serialize: compile(schema),
  }));
  return (value) => {
    if (!isObject(value)) return writeJson(value);
    let text = "{";
    for (const { name, label, nextLabel, serialize } of fields) {
      const written = serialize(value[name]);
      if (written === undefined) continue;
      text += text.length > 1 ? nextLabel : label;
      text += written;
    }
    return `${text}}`;
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Text in which nothing has to be escaped. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** As JSON.stringify, in half the time for what is plain; most texts of an answer are ids, dates and names. */
function writeText(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
