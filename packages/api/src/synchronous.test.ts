import { expect, test } from "vitest";
import { z } from "zod";
import { appRouter } from "./router.js";
import { synchronous } from "./synchronous.js";

const property = (value: unknown, name: string): unknown =>
  (typeof value === "object" || typeof value === "function") && value !== null ? Reflect.get(value, name) : undefined;

test.each(Object.entries(appRouter._def.procedures))("%s parses by `parse`", (_, procedure) => {
  const definition = property(procedure, "_def");
  const inputs = property(definition, "inputs");
  const schemas = [...(Array.isArray(inputs) ? inputs : []), property(definition, "output")];
  expect(schemas.length).toBeGreaterThanOrEqual(2);
  for (const schema of schemas) {
    expect(schema).toBeInstanceOf(z.ZodType);
    expect(property(schema, "parseAsync")).toBeUndefined();
  }
});

test("a schema is the same otherwise: what is told of it, and what it takes", () => {
  const schema = z.object({ a: z.string() }).meta({ id: "Same" });
  expect(synchronous(schema)).toBe(schema);
  expect(schema.meta()).toEqual({ id: "Same" });
  expect(schema.parse({ a: "x" })).toEqual({ a: "x" });
  expect(() => schema.parse({ a: 1 })).toThrow(z.ZodError);
});
