import type { z } from "zod";

/** A zod schema, of any kind. Nothing here ever changes one. */
export type Schema = z.core.$ZodType;

/** How a kind of schema is defined. Tell the kinds apart by `type`. */
export type Definition = z.core.$ZodTypes["_zod"]["def"];

export function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && "_zod" in value;
}

function isKnown(schema: Schema): schema is z.core.$ZodTypes {
  return typeof schema._zod.def.type === "string";
}

export function definitionOf(schema: Schema): Definition {
  if (!isKnown(schema)) throw new TypeError("Not a zod schema");
  return schema._zod.def;
}

/**
 * What is within optional, nullable, defaults and the like, as far as input is concerned: of a pipe its first part, or
 * its second where the first is a function (`z.preprocess`). Undefined: nothing is within.
 */
export function innerOf(definition: Definition): Schema | undefined {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- zod has forty kinds: `default` is for the others
  switch (definition.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "catch":
    case "readonly":
    case "nonoptional":
    case "success":
      return definition.innerType;
    case "pipe":
      return definitionOf(definition.in).type === "transform" ? definition.out : definition.in;
    case "lazy":
      return definition.getter();
    default:
      return undefined;
  }
}

export type ObjectDefinition = z.core.$ZodObjectDef;

/** The object that a schema is, all wrappers aside. */
export function objectOf(schema: Schema): ObjectDefinition | undefined {
  const definition = definitionOf(schema);
  if (definition.type === "object") return definition;
  const inner = innerOf(definition);
  return inner && objectOf(inner);
}

/** Whether an object is made to take fields that it does not name. */
export function isOpen(definition: ObjectDefinition): boolean {
  return definition.catchall !== undefined && definitionOf(definition.catchall).type !== "never";
}

/** Whether an object refuses fields that it does not name by itself. */
export function isStrict(definition: ObjectDefinition): boolean {
  return definition.catchall !== undefined && definitionOf(definition.catchall).type === "never";
}

/** Whether a field may be left out. */
export function mayBeAbsent(schema: Schema): boolean {
  return schema._zod.optin !== undefined;
}

export function isVoid(schema: Schema): boolean {
  const { type } = definitionOf(schema);
  return type === "void" || type === "undefined" || type === "never";
}
