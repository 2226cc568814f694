import { z } from "zod";
import type { Components } from "./components.js";
import { bodyExamples, type Examples } from "./describe-examples.js";
import { isRecord } from "./decode.js";
import { type JsonSchema, toJsonSchema } from "./json-schema.js";
import { isInPathAlone, type Operation } from "./operations.js";
import { plainJson } from "./plain-json.js";
import { writeSize } from "./size.js";

export interface RequestBody {
  readonly description?: string;
  readonly required: boolean;
  readonly content: Readonly<Record<string, { readonly schema: JsonSchema; readonly examples?: Examples }>>;
}

/** The input without what REST does not take. In a PUT, parameters of the path may be there too, if they say the same. */
export function describeBody(operation: Operation, components: Components): RequestBody | undefined {
  const { body, procedure, path, fields } = operation;
  if (!body || [...fields.keys()].every((name) => path.parameters.includes(name))) return undefined;
  const inputs = procedure.inputs.map((input) => toJsonSchema(input, "input"));
  const merged = inputs.map(rootOf).reduce(merge, {});
  const properties = Object.entries(merged.properties ?? {}).filter(
    ([name]) => fields.has(name) && !isInPathAlone(operation, name),
  );
  const required = merged.required?.filter((name) => fields.has(name) && !path.parameters.includes(name)) ?? [];
  const { required: _, ...others } = merged;
  const schema: JsonSchema = {
    ...others,
    properties: Object.fromEntries(properties.map(([name, property]) => [name, tellDefault(property)])),
    ...(required.length > 0 && { required }),
    ...examplesOf(operation),
  };
  const [input, ...more] = procedure.inputs;
  const id = input && more.length === 0 ? z.globalRegistry.get(input)?.id : undefined;
  const placed = id === undefined ? components.place(schema) : components.placeAs(id, schema);
  const examples = bodyExamples(operation);
  const described = { schema: placed, ...(examples && { examples }) };
  const content = Object.fromEntries(body.contentTypes.map((type) => [type, described]));
  const { bodyLimit } = operation.declaration;
  return {
    ...(bodyLimit !== undefined && { description: `At most ${writeSize(bodyLimit)}` }),
    required: body.needed,
    content,
  };
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

/** zod leaves them out where input and output differ; here they are what a caller would send, as JSON has it. */
function examplesOf({ procedure, fields, open }: Operation): JsonSchema {
  const metas = procedure.inputs.map((input) => z.globalRegistry.get(input));
  const examples = metas.flatMap((meta) => (Array.isArray(meta?.["examples"]) ? meta["examples"] : [])).map(plainJson);
  const taken = examples.map((example) => (isRecord(example) && !open ? only(example, fields) : example));
  return taken.length === 0 ? {} : { examples: taken };
}

function only(example: Readonly<Record<string, unknown>>, fields: Operation["fields"]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(example).filter(([name]) => fields.has(name)));
}
