import fc from "fast-check";
import { type OpenApi, resolveSchema, type Schema } from "../../contract/testing/open-api.js";
import { fieldOf, type Known } from "../../contract/testing/schema-arbitrary.js";

/** A place in an input that takes text. */
export interface TextPlace {
  readonly name: string;
  /** Any text is good, but for its length: no date, id or choice. */
  readonly isFree: boolean;
  /** A whole input with this text there; it is good, but for that. */
  put(text: string): unknown;
}

interface Means {
  readonly document: OpenApi;
  readonly known: Known;
  readonly seed: number;
}

/** Every place of a schema that takes text of any kind, ids, dates and names of choices among them. */
export function textPlaces(schema: Schema, means: Means, name = ""): TextPlace[] {
  const resolved = resolveSchema(means.document, schema);
  const variants = resolved.anyOf ?? resolved.oneOf;
  if (variants) return variants.flatMap((variant) => textPlaces(variant, means, name));
  const types = new Set([resolved.type ?? []].flat());
  const places: TextPlace[] = [];
  if (types.has("string")) {
    const { enum: choices, format, pattern } = resolved;
    const isFree = choices === undefined && format === undefined && pattern === undefined;
    places.push({ name, isFree, put: (text) => text });
  }
  if (types.has("array")) {
    const inside = textPlaces(resolved.items ?? {}, means, `${name}[]`);
    places.push(
      ...inside.map(({ isFree, name: at, put }) => ({ name: at, isFree, put: (text: string) => [put(text)] })),
    );
  }
  if (types.has("object")) places.push(...placesOfFields(resolved, means, name));
  return places;
}

function placesOfFields({ properties = {}, required = [] }: Schema, means: Means, name: string): TextPlace[] {
  const needed = Object.entries(properties).filter(([field]) => required.includes(field));
  const rest = Object.fromEntries(needed.map(([field, schema]) => [field, one(fieldOf(field, schema, means), means)]));
  return Object.entries(properties).flatMap(([field, schema]) =>
    textPlaces(schema, means, name === "" ? field : `${name}.${field}`).map(({ isFree, name: at, put }) => ({
      name: at,
      isFree,
      put: (text: string) => ({ ...rest, [field]: put(text) }),
    })),
  );
}

function one(arbitrary: fc.Arbitrary<unknown>, { seed }: Means): unknown {
  return fc.sample(arbitrary, { numRuns: 1, seed })[0];
}
