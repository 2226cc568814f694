import { z } from "zod";
import type { Components } from "./components.js";
import { type JsonSchema, toJsonSchema } from "./json-schema.js";
import type { Operation } from "./operations.js";
import { definitionOf, innerOf, mayBeAbsent, type Schema } from "./schema.js";

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly style?: "form";
  readonly explode?: true;
  readonly schema: JsonSchema;
}

export function describeParameters(operation: Operation, components: Components): Parameter[] {
  const { path, fields, body, declaration } = operation;
  const inPath = path.parameters.flatMap((name) => {
    const schema = fields.get(name);
    return schema ? [describe(name, "path", schema, components)] : [];
  });
  const inQuery = [...fields]
    .filter(([name]) => !body && !path.parameters.includes(name))
    .map(([name, schema]) => describe(name, "query", schema, components));
  const headers = Object.entries(declaration.requestHeaders?.shape ?? {}).map(([name, schema]) =>
    describe(name, "header", schema, components),
  );
  return [...inPath, ...inQuery, ...headers];
}

function describe(name: string, where: Parameter["in"], schema: Schema, components: Components): Parameter {
  const { description, ...described } = withoutNull(components.place(toJsonSchema(schema, "input")));
  return {
    name,
    in: where,
    required: where === "path" || !mayBeAbsent(schema),
    ...(description !== undefined && { description }),
    ...(where === "query" && isList(schema) && { style: "form", explode: true }),
    schema: described,
  };
}

function isList(schema: Schema): boolean {
  const definition = definitionOf(schema);
  const inner = innerOf(definition);
  return inner ? isList(inner) : definition.type === "array";
}

/** Text has no null. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const { type, anyOf, default: byDefault, ...rest } = schema;
  const types = Array.isArray(type) ? type.filter((one) => one !== "null") : type;
  const single = Array.isArray(types) && types.length === 1 ? types[0] : types;
  const options = anyOf?.filter((option) => typeof option === "boolean" || option.type !== "null");
  const only = options?.length === 1 && typeof options[0] === "object" ? options[0] : undefined;
  return {
    ...(single !== undefined && { type: single }),
    ...(only ?? (options && { anyOf: options })),
    ...(byDefault !== undefined && byDefault !== null && { default: byDefault }),
    ...rest,
  };
}

export interface RequestBody {
  readonly required: boolean;
  readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

/** The input without what REST does not take. Parameters of the path may be there too, if they say the same. */
export function describeBody(operation: Operation, components: Components): RequestBody | undefined {
  const { body, procedure, path, fields } = operation;
  if (!body || [...fields.keys()].every((name) => path.parameters.includes(name))) return undefined;
  const inputs = procedure.inputs.map((input) => toJsonSchema(input, "input"));
  const merged = inputs.map(rootOf).reduce(merge, {});
  const properties = Object.entries(merged.properties ?? {}).filter(([name]) => fields.has(name));
  const required = merged.required?.filter((name) => fields.has(name) && !path.parameters.includes(name)) ?? [];
  const { required: _, ...others } = merged;
  const schema: JsonSchema = {
    ...others,
    properties: Object.fromEntries(properties.map(([name, property]) => [name, tellDefault(property)])),
    ...(required.length > 0 && { required }),
    ...examplesOf(procedure.inputs),
  };
  const [input, ...more] = procedure.inputs;
  const id = input && more.length === 0 ? z.globalRegistry.get(input)?.id : undefined;
  const placed = id === undefined ? components.place(schema) : components.placeAs(id, schema);
  const content = Object.fromEntries(body.contentTypes.map((type) => [type, { schema: placed }]));
  return { required: body.needed, content };
}

/**
 * In words: generators of clients read `default` as "always there", and then ask for every field of a body.
 */
function tellDefault(property: JsonSchema | boolean): JsonSchema | boolean {
  if (typeof property === "boolean" || !("default" in property)) return property;
  const { default: value, description, ...rest } = property;
  const told = `Default: \`${JSON.stringify(value)}\``;
  return { ...rest, description: description === undefined ? told : `${description}. ${told}` };
}

function rootOf(schema: JsonSchema): JsonSchema {
  const { $ref, $defs = {} } = schema;
  const target = $ref?.startsWith("#/$defs/") ? $defs[$ref.slice("#/$defs/".length)] : undefined;
  return target ? { ...target, $defs } : schema;
}

function merge(left: JsonSchema, right: JsonSchema): JsonSchema {
  return {
    ...left,
    ...right,
    properties: { ...left.properties, ...right.properties },
    required: [...(left.required ?? []), ...(right.required ?? [])],
    $defs: { ...left.$defs, ...right.$defs },
  };
}

/** zod leaves them out where input and output differ; here they are what a caller would send. */
function examplesOf(inputs: readonly Schema[]): JsonSchema {
  const metas = inputs.map((input) => z.globalRegistry.get(input));
  const examples = metas.flatMap((meta) => (Array.isArray(meta?.["examples"]) ? meta["examples"] : []));
  return examples.length === 0 ? {} : { examples: plain(examples) };
}

function plain(examples: unknown): unknown[] {
  const copy: unknown = JSON.parse(JSON.stringify(examples));
  return Array.isArray(copy) ? copy : [];
}
