import type { Components } from "./components.js";
import { type Examples, parameterExamples } from "./describe-examples.js";
import type { TakenHeader } from "./header-fields.js";
import { type JsonSchema, toJsonSchema } from "./json-schema.js";
import type { Operation } from "./operations.js";
import { definitionOf, innerOf, mayBeAbsent, type Schema } from "./schema.js";
import { isConditional } from "./statuses.js";

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly style?: "form";
  readonly explode?: true;
  readonly schema: JsonSchema;
  readonly example?: string;
  readonly examples?: Examples;
}

export function describeParameters(operation: Operation, components: Components): Parameter[] {
  const { path, fields, body, declaration, inQuery: besideBody } = operation;
  const inPath = path.parameters.flatMap((name) => {
    const schema = fields.get(name);
    return schema ? [describe(name, "path", schema, components)] : [];
  });
  const inQuery = [...fields]
    .filter(([name]) => (body ? besideBody.includes(name) : !path.parameters.includes(name)))
    .map(([name, schema]) => describe(name, "query", schema, components));
  const headers = [
    ...operation.headers.map(describeTaken),
    ...Object.entries(declaration.requestHeaders?.shape ?? {}).map(([name, schema]) =>
      describe(name, "header", schema, components),
    ),
  ];
  const isMissing = !headers.some(({ name }) => name.toLowerCase() === "if-none-match");
  const conditional = isConditional(operation) && isMissing ? [ifNoneMatch] : [];
  return [...inPath, ...inQuery, ...headers, ...conditional].map((parameter) => withExamples(operation, parameter));
}

const ifNoneMatch: Parameter = {
  name: "If-None-Match",
  in: "header",
  required: false,
  description: "Entity tags of versions that one has: if the answer would be one of them, it is 304",
  schema: { type: "string" },
};

function describeTaken({ name, header }: TakenHeader): Parameter {
  const { description, schema = { type: "string" }, example } = header;
  return { name, in: "header", required: false, description, schema, ...(example !== undefined && { example }) };
}

/** Named examples instead of one without a name: OpenAPI has no place for both. */
function withExamples(operation: Operation, parameter: Parameter): Parameter {
  const examples = parameterExamples(operation, parameter.in, parameter.name);
  if (!examples) return parameter;
  const { example: _, ...others } = parameter;
  return { ...others, examples };
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
