import fc from "fast-check";
import { nastyText } from "./nasty-text.js";
import { type OpenApi, resolveSchema, type Schema } from "./open-api.js";

/** What else is known of a field beyond its schema: values that are the right ones, by the field's name. */
export type Known = (field: string) => fc.Arbitrary<unknown> | undefined;

export interface Generating {
  readonly document: OpenApi;
  readonly known: Known;
}

/** Values that a schema takes. */
export function arbitraryOf(schema: Schema, generating: Generating): fc.Arbitrary<unknown> {
  const { document } = generating;
  const resolved = resolveSchema(document, schema);
  if ("const" in resolved) return fc.constant(resolved.const);
  if (resolved.enum) return fc.constantFrom(...resolved.enum);
  const variants = resolved.anyOf ?? resolved.oneOf;
  if (variants) return fc.oneof(...variants.map((variant) => arbitraryOf(variant, generating)));
  if (resolved.allOf) return arbitraryOf(merge(document, resolved.allOf), generating);
  const types = [resolved.type ?? []].flat();
  if (types.length === 0) return fc.jsonValue();
  return fc.oneof(...types.map((type) => ofType(type, resolved, generating)));
}

function merge(document: OpenApi, parts: readonly Schema[]): Schema {
  const resolved = parts.map((part) => resolveSchema(document, part));
  return {
    ...Object.assign({}, ...resolved),
    properties: Object.assign({}, ...resolved.map(({ properties }) => properties)),
    required: resolved.flatMap(({ required = [] }) => required),
  };
}

function ofType(type: string, schema: Schema, generating: Generating): fc.Arbitrary<unknown> {
  switch (type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return wholeNumber(schema);
    case "number":
      return fc.double({ min: schema.minimum ?? -1e9, max: schema.maximum ?? 1e9, noNaN: true });
    case "string":
      return textOf(schema);
    case "array":
      return listOf(schema, generating);
    case "object":
      return objectOf(schema, generating);
    default:
      throw new Error(`There is no generator for the type ${type}`);
  }
}

function wholeNumber({ minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }: Schema) {
  return fc.oneof(
    fc.integer({ min: minimum, max: Math.min(maximum, minimum + 1000) }),
    fc.constantFrom(minimum, maximum),
  );
}

const UUID = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.constantFrom("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
);

const two = (max: number, min = 0) => fc.integer({ min, max }).map((value) => String(value).padStart(2, "0"));

const YEAR = fc
  .oneof(fc.integer({ min: 2020, max: 2030 }), fc.integer({ min: 0, max: 9999 }), fc.constantFrom(0, 1, 1582, 9999))
  .map((year) => String(year).padStart(4, "0"));

const DATE = fc.tuple(YEAR, two(12, 1), two(31, 1)).map((parts) => parts.join("-"));

const ZONE = fc.oneof(
  fc.constantFrom("Z", "z", "+00:00", "-00:00", "+23:59", "-23:59"),
  fc.tuple(fc.constantFrom("+", "-"), two(23), two(59)).map(([sign, hours, minutes]) => `${sign}${hours}:${minutes}`),
);

const FRACTION = fc.oneof(
  fc.constant(""),
  fc
    .string({ unit: fc.integer({ min: 0, max: 9 }).map(String), minLength: 1, maxLength: 6 })
    .map((digits) => `.${digits}`),
);

const DATE_TIME = fc
  .tuple(DATE, fc.constantFrom("T", "t"), two(23), two(59), two(59), FRACTION, ZONE)
  .map(
    ([date, t, hours, minutes, seconds, fraction, zone]) =>
      `${date}${t}${hours}:${minutes}:${seconds}${fraction}${zone}`,
  );

/** A `Date` would make another day of one that does not exist. */
function exists(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split("-").map(Number);
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}

const formats: Readonly<Record<string, fc.Arbitrary<string>>> = {
  uuid: UUID,
  date: DATE.filter(exists),
  "date-time": DATE_TIME.filter(exists),
};

function textOf({ format, pattern, minLength = 0, maxLength = 100_000 }: Schema): fc.Arbitrary<string> {
  const form = pattern === undefined ? undefined : new RegExp(pattern);
  if (format !== undefined) {
    const ofFormat = formats[format];
    if (!ofFormat) throw new Error(`There is no generator for the format ${format}`);
    return form ? ofFormat.filter((text) => form.test(text)) : ofFormat;
  }
  if (!form) return nastyText(minLength, maxLength);
  return fc.stringMatching(form).filter(({ length }) => length >= minLength && length <= maxLength);
}

function listOf({ items = {}, minItems = 0, maxItems = 10 }: Schema, generating: Generating) {
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.array(arbitraryOf(items, generating), { minLength: minItems, maxLength: Math.min(maxItems, 4) }),
    },
    {
      weight: 1,
      arbitrary: fc.array(arbitraryOf(items, generating), {
        minLength: minItems,
        maxLength: Math.min(maxItems, 20),
        size: "max",
      }),
    },
  );
}

function objectOf({ properties = {}, required = [] }: Schema, generating: Generating): fc.Arbitrary<object> {
  const fields = Object.entries(properties).map(([name, schema]) => [name, fieldOf(name, schema, generating)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...required], noNullPrototype: true });
}

/** A field of a body or a parameter. */
export function fieldOf(name: string, schema: Schema, generating: Generating): fc.Arbitrary<unknown> {
  return generating.known(name) ?? arbitraryOf(schema, generating);
}
