import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { isForm, type ParseJson, readBody } from "./body.js";
import { RestError } from "./catalogue.js";
import { compileDecode, type Carrier, type Decode, isRecord, type Issue, unknownFields } from "./decode.js";
import { readHeaders } from "./header-fields.js";
import { IN_BODY, IN_QUERY } from "./marks.js";
import type { Operation } from "./operations.js";
import { parseQuery } from "./query.js";

/** The procedure's input, and what is wrong with it that the procedure's own schema would not say. */
export interface Input {
  readonly value: unknown;
  readonly issues: readonly Issue[];
}

export type ReadInput = (request: FastifyRequest) => Input;

/** Compiles how an operation's input is put together of path, query, headers and body. */
export function compileInput(operation: Operation, parseJson: ParseJson): ReadInput {
  const { procedure, body, path } = operation;
  const text = compileFields(operation, "text");
  const json = compileFields(operation, "json");
  const takesNothing = procedure.inputs.length === 0;

  return (request) => {
    const issues: Issue[] = [];
    const fromHeaders = readHeaders(operation.headers, request);
    const query = parseQuery(request.url.split("?").slice(1).join("?"), "query");
    const sent = body ? readObject(operation, request, parseJson) : query;
    if (body && Object.keys(query).length > 0) issues.push(unknownFields(Object.keys(query), [IN_QUERY]));
    if (!isRecord(sent)) return { value: sent, issues: [...issues, notAnObject(sent)] };
    const isText = !body || isForm(request);
    const fields = (isText ? text : json)(sent, issues);
    const params = path.parameters.map((name, index): [string, unknown] => [name, readParam(request, index)]);
    const named = text(Object.fromEntries(params), issues);
    const clashing = Object.keys(named).filter(
      (name) => Object.hasOwn(fields, name) && !isSame(operation, name, named, fields),
    );
    issues.push(...clashing.map(clash));
    const value = { ...fields, ...named, ...fromHeaders };
    return { value: takesNothing ? undefined : value, issues };
  };
}

function readObject({ body }: Operation, request: FastifyRequest, parseJson: ParseJson): unknown {
  const sent = readBody(request, parseJson);
  if (sent === undefined && body?.needed) throw new RestError("malformed", "The body is empty");
  return sent ?? (sent === null ? null : {});
}

function readParam(request: FastifyRequest, index: number): unknown {
  return isRecord(request.params) || typeof request.params === "object"
    ? Reflect.get(request.params ?? {}, `p${index}`)
    : undefined;
}

type DecodeFields = (sent: Readonly<Record<string, unknown>>, issues: Issue[]) => Record<string, unknown>;

function compileFields(operation: Operation, carrier: Carrier): DecodeFields {
  const { fields, open, strict, declaration, body } = operation;
  const decodes = new Map<string, Decode>([...fields].map(([name, schema]) => [name, compileDecode(schema, carrier)]));
  const hidden = new Set(declaration.hidden);
  const fromHeaders = new Set(operation.headers.map(({ field }) => field));
  return (sent, issues) => {
    // A strict schema tells by itself what it does not know, but for what it would take and REST does not.
    const names = Object.keys(sent);
    const here = names.filter((name) => !fromHeaders.has(name));
    const elsewhere = names.filter((name) => fromHeaders.has(name));
    const unknown = here.filter((name) => hidden.has(name) || (!decodes.has(name) && !open && !strict));
    if (unknown.length > 0) issues.push(unknownFields(unknown, []));
    if (elsewhere.length > 0) issues.push(unknownFields(elsewhere, [body ? IN_BODY : IN_QUERY]));
    return Object.fromEntries(
      here.map((name) => [name, decodes.get(name)?.(sent[name], { path: [name], issues }) ?? sent[name]]),
    );
  };
}

/** Whether path and body name the same thing, as the field's schema reads them: an upper-case id may be one in lower case. */
function isSame(
  { fields }: Operation,
  name: string,
  path: Record<string, unknown>,
  body: Record<string, unknown>,
): boolean {
  const schema = fields.get(name);
  if (!schema) return false;
  const [left, right] = [path[name], body[name]].map((value) => parsed(schema, value));
  return (
    Object.is(left, right) || (left instanceof Date && right instanceof Date && left.getTime() === right.getTime())
  );
}

function parsed(schema: Parameters<typeof z.safeParse>[0], value: unknown): unknown {
  try {
    const result = z.safeParse(schema, value);
    return result.success ? result.data : value;
  } catch (error) {
    if (error instanceof z.core.$ZodAsyncError) return value;
    throw error;
  }
}

function clash(name: string): Issue {
  return {
    code: "custom",
    path: [name],
    message: `${name} is also in the path, and must be the same there`,
    input: undefined,
  };
}

function notAnObject(sent: unknown): Issue {
  return { code: "invalid_type", expected: "object", path: [], message: "The body must be a JSON object", input: sent };
}
