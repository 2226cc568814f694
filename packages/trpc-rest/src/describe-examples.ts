import { compileDecode } from "./decode.js";
import type { OperationExample } from "./meta.js";
import type { Operation } from "./operations.js";
import { plainJson } from "./plain-json.js";

/** By name, as OpenAPI has them. */
export type Examples = Readonly<Record<string, { readonly summary?: string; readonly value: unknown }>>;

/** What each example of an operation has for one part of it; undefined: none has any. */
function pick({ declaration }: Operation, read: (example: OperationExample) => unknown): Examples | undefined {
  const picked = Object.entries(declaration.examples ?? {}).flatMap(([name, example]) => {
    const value = plainJson(read(example));
    const { summary } = example;
    return value === undefined ? [] : [[name, { ...(summary !== undefined && { summary }), value }] as const];
  });
  return picked.length === 0 ? undefined : Object.fromEntries(picked);
}

export function bodyExamples(operation: Operation): Examples | undefined {
  return pick(operation, ({ body }) => body);
}

export function answerExamples(operation: Operation, status: number): Examples | undefined {
  return pick(operation, (example) => ((example.status ?? operation.status) === status ? example.answer : undefined));
}

export function parameterExamples(
  operation: Operation,
  where: "path" | "query" | "header",
  name: string,
): Examples | undefined {
  if (where === "query") return pick(operation, ({ query }) => query?.[name]);
  if (where === "header") {
    return pick(operation, ({ headers = {} }) =>
      Object.entries(headers)
        .find(([header]) => header.toLowerCase() === name.toLowerCase())
        ?.at(1),
    );
  }
  const schema = operation.fields.get(name);
  const decode = schema && compileDecode(schema, "text");
  // Of the schema's own type: `3`, not `"3"`.
  return pick(operation, ({ path }) => decode?.(path?.[name], { path: [name], issues: [] }));
}
