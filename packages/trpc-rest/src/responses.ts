import type { Catalogue } from "./catalogue.js";
import { answerExamples, type Examples } from "./describe-examples.js";
import { type JsonSchema, toJsonSchema } from "./json-schema.js";
import type { Operation } from "./operations.js";
import { isVoid, mayBeAbsent } from "./schema.js";
import type { Header, Reference, Shared } from "./shared.js";
import { errorsOf, hasLocation, isConditional, moreStatuses, type NamedKind } from "./statuses.js";

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Reference>>;
  readonly content?: Readonly<Record<string, Content>>;
}

interface Content {
  readonly schema: JsonSchema;
  readonly examples?: Examples;
}

export type ResponseOrReference = Response | Reference;

const text = { type: "string" } as const;
const retryAfter: Readonly<Record<string, Header>> = {
  "Retry-After": { description: "Seconds to wait", schema: { type: "integer", minimum: 0 } },
};

/** What headers an error of a status has beyond those of all. */
const headersOfErrors: Readonly<Record<number, Readonly<Record<string, Header>>>> = {
  401: { "WWW-Authenticate": { description: "How to authenticate (RFC 6750)", schema: text } },
  415: {
    "Accept-Patch": { description: "What a PATCH may send", schema: text },
    "Accept-Post": { description: "What a POST may send", schema: text },
  },
  429: retryAfter,
  503: retryAfter,
};

const etag: Header = {
  description: "Of this version; strong unless it begins with `W/`",
  required: true,
  schema: text,
};

/** Answers of an operation by status; those that others give too are put into `shared`. */
export function describeResponses(
  operation: Operation,
  catalogue: Catalogue,
  shared: Shared,
): Record<string, ResponseOrReference> {
  const responses: Record<string, ResponseOrReference> = {};
  for (const status of operation.statuses) responses[status] = describeSuccess(operation, status, shared);
  if (isConditional(operation)) responses["304"] = shared.response("NotModified", () => notModified(shared));
  for (const [status, kinds] of errorsOf(operation, catalogue)) {
    const name = kinds.map(([code]) => pascalCase(code)).join("Or");
    const examples = answerExamples(operation, status);
    // A reference has no place for what is said of this operation alone.
    responses[status] = examples
      ? describeProblem(status, kinds, shared, examples)
      : shared.response(name, () => describeProblem(status, kinds, shared));
  }
  for (const [status, description] of moreStatuses(operation)) {
    const examples = answerExamples(operation, status);
    const content = problemContent(undefined, examples);
    responses[status] ??= { description, headers: shared.headersOf(status, {}), content };
  }
  return responses;
}

function notModified(shared: Shared): Response {
  return {
    description: "`If-None-Match` names the version that would be sent",
    headers: shared.headersOf(304, { ETag: etag }),
  };
}

const descriptions: ReadonlyMap<number, string> = new Map([
  [201, "Created"],
  [202, "Accepted: it will be done"],
]);

function describeSuccess(operation: Operation, status: number, shared: Shared): Response {
  const { declaration, procedure } = operation;
  const { components } = shared;
  const hasBody = !isVoid(procedure.output);
  const others = Object.entries(declaration.responseHeaders?.shape ?? {}).map(([name, schema]): [string, Header] => {
    const { description, ...described } = components.place(toJsonSchema(schema, "output"));
    const isOptional = mayBeAbsent(schema);
    return [
      name,
      { ...(description !== undefined && { description }), ...(!isOptional && { required: true }), schema: described },
    ];
  });
  const told = status === operation.status ? declaration.successDescription : undefined;
  const examples = answerExamples(operation, status);
  return {
    description: told ?? descriptions.get(status) ?? (hasBody ? "Done" : "Done; nothing to tell"),
    headers: shared.headersOf(status, {
      ...(declaration.etag && { ETag: etag }),
      ...(hasLocation(operation, status) && {
        Location: { description: "Where it is now", required: true, schema: text },
      }),
      ...(declaration.link && { Link: { description: "Related pages (RFC 8288)", schema: text } }),
      ...Object.fromEntries(others),
    }),
    ...(hasBody && {
      content: {
        "application/json": {
          schema: components.place(toJsonSchema(procedure.output, "output")),
          ...(examples && { examples }),
        },
      },
    }),
  };
}

function describeProblem(status: number, kinds: readonly NamedKind[], shared: Shared, examples?: Examples): Response {
  const codes = kinds.map(([code]) => code);
  const isLater = kinds.some(([, kind]) => kind.retryAfter);
  return {
    description: kinds.map(([code, { title, description }]) => `\`${code}\`: ${title}. ${description}`).join("\n\n"),
    headers: shared.headersOf(status, { ...headersOfErrors[status], ...(isLater && retryAfter) }),
    content: problemContent({ properties: { status: { const: status }, code: { enum: codes } } }, examples),
  };
}

function problemContent(narrower?: JsonSchema, examples?: Examples): NonNullable<Response["content"]> {
  const problem: JsonSchema = { $ref: "#/components/schemas/Problem" };
  const schema = narrower ? { allOf: [problem, narrower] } : problem;
  return { "application/problem+json": { schema, ...(examples && { examples }) } };
}

function pascalCase(code: string): string {
  return code
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
