import type { Catalogue, ErrorKind } from "./catalogue.js";
import type { Components } from "./components.js";
import { type JsonSchema, toJsonSchema } from "./json-schema.js";
import type { Operation } from "./operations.js";
import { isVoid } from "./schema.js";

export interface Header {
  readonly description?: string;
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header>>;
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

export type ResponseOrReference = Response | { readonly $ref: string };

const text = { type: "string" } as const;
const requestId: Header = { description: "Names the request, in the server's log too", required: true, schema: text };

/** What headers an answer of a status has beyond those of all. */
const headersOf: Readonly<Record<number, Readonly<Record<string, Header>>>> = {
  401: { "WWW-Authenticate": { description: "How to authenticate (RFC 6750)", schema: text } },
  415: {
    "Accept-Patch": { description: "What a PATCH may send", schema: text },
    "Accept-Post": { description: "What a POST may send", schema: text },
  },
  429: { "Retry-After": { description: "Seconds to wait", schema: text } },
  503: { "Retry-After": { description: "Seconds to wait", schema: text } },
};

/** Statuses that any operation can give, and when. Those that are not here an operation names by `errors`. */
const common: ReadonlyMap<number, (operation: Operation) => boolean> = new Map([
  [400, () => true],
  [401, ({ declaration }: Operation) => declaration.protect !== false],
  [403, ({ declaration }: Operation) => declaration.protect !== false],
  [406, ({ procedure }: Operation) => !isVoid(procedure.output)],
  [413, ({ body }: Operation) => body !== undefined],
  [415, ({ body }: Operation) => body !== undefined],
  [422, () => true],
  [429, () => true],
  [500, () => true],
  [503, () => true],
]);

/** Answers of an operation by status; problems are put into `shared`, once for each set of codes. */
export function describeResponses(
  operation: Operation,
  catalogue: Catalogue,
  components: Components,
  shared: Record<string, Response>,
): Record<string, ResponseOrReference> {
  const { declaration, status } = operation;
  const byStatus = new Map<number, [string, ErrorKind][]>();
  for (const [code, kind] of Object.entries(catalogue)) {
    const given = common.get(kind.status)?.(operation) === true || declaration.errors?.includes(code) === true;
    if (given) byStatus.set(kind.status, [...(byStatus.get(kind.status) ?? []), [code, kind]]);
  }
  const responses: Record<string, ResponseOrReference> = { [status]: describeSuccess(operation, components) };
  if (declaration.etag && declaration.method === "GET") responses["304"] = notModified;
  for (const [errorStatus, kinds] of byStatus) {
    const name = kinds.map(([code]) => pascalCase(code)).join("Or");
    shared[name] ??= describeProblem(errorStatus, kinds);
    responses[errorStatus] = { $ref: `#/components/responses/${name}` };
  }
  for (const [more, description] of moreStatuses(declaration.errorResponses)) {
    responses[more] ??= { description, headers: { "X-Request-Id": requestId }, content: problemContent() };
  }
  return responses;
}

const etag: Header = {
  description: "Of this version; strong unless it begins with `W/`",
  required: true,
  schema: text,
};

const notModified: Response = {
  description: "`If-None-Match` names the version that would be sent",
  headers: { ETag: etag, "X-Request-Id": requestId },
};

function describeSuccess({ declaration, procedure, status }: Operation, components: Components): Response {
  const hasBody = !isVoid(procedure.output);
  const others = Object.entries(declaration.responseHeaders?.shape ?? {}).map(([name, schema]): [string, Header] => [
    name,
    { schema: components.place(toJsonSchema(schema, "output")) },
  ]);
  return {
    description:
      declaration.successDescription ?? (status === 201 ? "Created" : hasBody ? "Done" : "Done; nothing to tell"),
    headers: {
      ...(declaration.etag && { ETag: etag }),
      ...(declaration.location && { Location: { description: "Where it is now", required: true, schema: text } }),
      ...(declaration.link && { Link: { description: "Related pages (RFC 8288)", schema: text } }),
      ...Object.fromEntries(others),
      "X-Request-Id": requestId,
    },
    ...(hasBody && {
      content: { "application/json": { schema: components.place(toJsonSchema(procedure.output, "output")) } },
    }),
  };
}

function describeProblem(status: number, kinds: readonly [string, ErrorKind][]): Response {
  const codes = kinds.map(([code]) => code);
  return {
    description: kinds.map(([code, { title, description }]) => `\`${code}\`: ${title}. ${description}`).join("\n\n"),
    headers: { ...headersOf[status], "X-Request-Id": requestId },
    content: problemContent({ properties: { status: { const: status }, code: { enum: codes } } }),
  };
}

function problemContent(narrower?: JsonSchema): NonNullable<Response["content"]> {
  const problem: JsonSchema = { $ref: "#/components/schemas/Problem" };
  return { "application/problem+json": { schema: narrower ? { allOf: [problem, narrower] } : problem } };
}

function moreStatuses(declared: Operation["declaration"]["errorResponses"]): [string, string][] {
  if (!declared) return [];
  if (isList(declared)) return declared.map((status) => [String(status), "An error"]);
  return Object.entries(declared);
}

function isList(declared: readonly number[] | Readonly<Record<number, string>>): declared is readonly number[] {
  return Array.isArray(declared);
}

function pascalCase(code: string): string {
  return code
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** The body of every error (RFC 9457). */
export function problemSchema(catalogue: Catalogue): JsonSchema {
  return {
    type: "object",
    description: "An error (RFC 9457)",
    properties: {
      type: { type: "string", format: "uri-reference", description: "A page about this error" },
      title: { type: "string" },
      status: { type: "integer" },
      detail: { type: "string", description: "What happened this time, for people" },
      instance: { type: "string", description: "The request's path" },
      code: { type: "string", enum: Object.keys(catalogue) },
      requestId: { type: "string" },
      errors: {
        type: "array",
        description: "Every fault of the input",
        items: {
          type: "object",
          properties: {
            pointer: {
              type: "string",
              description: "A JSON pointer (RFC 6901) into the body, or `query.name`, `path.name`",
            },
            message: { type: "string" },
            code: { type: "string" },
          },
          required: ["pointer", "message", "code"],
        },
      },
    },
    required: ["type", "title", "status", "instance", "code", "requestId"],
  };
}
