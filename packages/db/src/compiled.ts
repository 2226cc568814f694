import { Column, is, Param, Placeholder, SQL } from "drizzle-orm";
import { PgCustomColumn } from "drizzle-orm/pg-core";
import type { Prepared } from "./prepared.js";

type Values = Readonly<Record<string, unknown>>;
type Rows = readonly (readonly unknown[])[];

/** A statement as it goes to the server and back, without what Drizzle finds out anew each time it is run. */
export interface Compiled<T> {
  readonly text: string;
  /** The statement's parameters, in their order, of the values by their placeholders' names. */
  parametersOf(values: Values): unknown[];
  read(rows: Rows): T;
}

/** What Drizzle's prepared query holds, and keeps to itself. */
interface Internals {
  readonly queryString: string;
  readonly params: readonly unknown[];
  readonly fields: readonly Field[] | undefined;
  readonly customResultMapper: unknown;
}

interface Field {
  readonly path: readonly string[];
  readonly field: unknown;
}

const compiled = new WeakMap<object, Compiled<unknown>>();

/**
 * @throws {TypeError} for a statement whose rows are not flat, as a join of whole tables; and where another version of
 * Drizzle holds its statements otherwise
 */
export function compiledOf<T>(prepared: Prepared<T>): Compiled<T>;
export function compiledOf(prepared: object): Compiled<unknown> {
  const known = compiled.get(prepared) ?? compile(prepared);
  compiled.set(prepared, known);
  return known;
}

function compile(prepared: object): Compiled<unknown> {
  if (!isInternals(prepared)) throw new TypeError("Drizzle's prepared query is not what it was: see compiled.ts");
  const { queryString, params, fields, customResultMapper } = prepared;
  if (customResultMapper !== undefined || fields?.some(({ path }) => path.length !== 1))
    throw new TypeError("A statement that is built once gives flat rows: name each of its columns");
  const fillers = params.map(compileParameter);
  return {
    text: queryString,
    parametersOf: (values) => fillers.map((fill) => fill(values)),
    read: fields ? compileRows(fields) : (rows) => rows,
  };
}

function isInternals(value: object): value is Internals {
  return (
    "queryString" in value &&
    typeof value.queryString === "string" &&
    "params" in value &&
    Array.isArray(value.params) &&
    "fields" in value &&
    (value.fields === undefined || Array.isArray(value.fields)) &&
    "customResultMapper" in value
  );
}

function compileParameter(parameter: unknown): (values: Values) => unknown {
  if (is(parameter, Placeholder)) return valueOf(parameter);
  if (!is(parameter, Param) || !is(parameter.value, Placeholder)) return () => parameter;
  const { encoder } = parameter;
  const value = valueOf(parameter.value);
  return (values) => encoder.mapToDriverValue(value(values));
}

function valueOf({ name }: Placeholder): (values: Values) => unknown {
  return (values) => {
    if (!(name in values)) throw new Error(`No value for placeholder "${name}" was provided`);
    return values[name];
  };
}

/** All rows are made alike, so that what reads them is fast: a copy of one that has every field, filled. */
function compileRows(fields: readonly Field[]): (rows: Rows) => unknown {
  const readers = fields.map(({ path: [name = ""], field }, at) => ({ name, at, decode: decodeOf(field) }));
  const empty = Object.fromEntries(readers.map(({ name }) => [name, null]));
  const readRow = (row: readonly unknown[]) => {
    const result: Record<string, unknown> = { ...empty };
    for (const { name, at, decode } of readers) {
      const value = row[at];
      if (value !== null) result[name] = decode ? decode(value) : value;
    }
    return result;
  };
  return (rows) => rows.map(readRow);
}

/** How a field's value is read; undefined: it is taken as it came. */
function decodeOf(field: unknown): ((value: unknown) => unknown) | undefined {
  const decoder = decoderOf(field);
  const isIdentity = decoder.mapFromDriverValue === Column.prototype.mapFromDriverValue || isPlainCustom(field);
  return isIdentity ? undefined : (value) => decoder.mapFromDriverValue(value);
}

/** A column of a custom type without a `fromDriver`. */
function isPlainCustom(field: unknown): boolean {
  return is(field, PgCustomColumn) && Reflect.get(field, "mapFrom") === undefined;
}

interface Decoder {
  mapFromDriverValue(value: unknown): unknown;
}

/** A column decodes its own values; SQL does by what `mapWith` said, or not at all. */
function decoderOf(field: unknown): Decoder {
  if (is(field, Column)) return field;
  const inner: unknown = is(field, SQL) ? field : typeof field === "object" && field && Reflect.get(field, "sql");
  const decoder: unknown = is(inner, SQL) ? Reflect.get(inner, "decoder") : undefined;
  if (!isDecoder(decoder)) throw new TypeError("Drizzle's SQL has no decoder any more: see compiled.ts");
  return decoder;
}

function isDecoder(value: unknown): value is Decoder {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "mapFromDriverValue") === "function";
}
