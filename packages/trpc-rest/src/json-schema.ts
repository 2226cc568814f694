import { z } from "zod";
import { definitionOf, type Schema } from "./schema.js";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

type Side = "input" | "output";

type Unrepresentable = Parameters<z.core.UnrepresentableHandler<z.core.$ZodTypes>>[0];

/** How JSON carries what JSON Schema has no word for. */
function represent({ zodSchema }: Unrepresentable, side: Side): JsonSchema | "throw" | "any" {
  const { type } = definitionOf(zodSchema);
  if (type === "date") return { type: "string", format: "date-time" };
  if (type === "bigint") return { type: "string", pattern: "^-?\\d+$" };
  // What a function makes, nobody knows.
  if (type === "custom" || type === "transform") return "any";
  if (type === "undefined" || type === "void") return side === "output" ? "any" : { not: {} };
  return "throw";
}

/** JSON Schema 2020-12 of a schema; those with an `id` in their meta are in `$defs`, by that name. */
export function toJsonSchema(schema: Schema, side: Side): JsonSchema {
  return z.toJSONSchema(schema, {
    io: side,
    target: "draft-2020-12",
    unrepresentable: (site) => represent(site, side),
    override: ({ zodSchema, jsonSchema }) => {
      const definition = definitionOf(zodSchema);
      // Unknown fields are refused, whatever the schema would do by itself.
      if (definition.type === "object" && definition.catchall === undefined) jsonSchema.additionalProperties = false;
    },
  });
}

/** Calls `no` with the reason, if JSON can't carry what a schema describes. */
export function checkCarried(schema: Schema, side: Side, no: (reason: string) => never): void {
  try {
    toJsonSchema(schema, side);
  } catch (error) {
    no(`can't be carried by JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
