import { isDeepStrictEqual } from "node:util";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { isForm, type ParseJson, readBody } from "./body.js";
import { RestError } from "./catalogue.js";
import { compileDecode, type Carrier, type Decode, isRecord, type Issue, unknownFields } from "./decode.js";
import { readHeaders } from "./header-fields.js";
import { IN_BODY, IN_QUERY } from "./marks.js";
import { type Body, isInPathAlone, type Operation } from "./operations.js";
import { parseQuery } from "./query.js";

/** The procedure's input, and what is wrong with it that the procedure's own schema would not say. */
export interface Input {
  readonly value: unknown;
  readonly issues: readonly Issue[];
  /** Fields that came from the query, or would have to, although a body is read. */
  readonly fromQuery: readonly string[];
}

export type ReadInput = (request: FastifyRequest) => Input;

/** Compiles how an operation's input is put together of path, query, headers and body. */
export function compileInput(operation: Operation, parseJson: ParseJson): ReadInput {
  const { procedure, body, taken, path } = operation;
  const text = compileFields(operation, "text");
  const json = compileFields(operation, "json");
  const names = [...operation.fields.keys()];
  const takesNothing = procedure.inputs.length === 0;
  const readPath = (request: FastifyRequest, issues: Issue[]) => {
    const params = path.parameters.map((name, index): [string, unknown] => [name, readParam(request, index)]);
    return text(Object.fromEntries(params), issues);
  };

  return (request) => {
    const issues: Issue[] = [];
    const fromHeaders = readHeaders(operation.headers, request);
    const query = parseQuery(queryOf(request.url), "query");
    if (!taken) {
      const fields = text(query, issues);
      const named = readPath(request, issues);
      issues.push(...clashing(operation, fields, named).map(clashWithPath));
      return { value: takesNothing ? undefined : merge([fields, named, fromHeaders]), issues, fromQuery: names };
    }
    const sent = readObject(taken, request, parseJson);
    const beside = split(query, operation);
    if (beside.others.length > 0) issues.push(unknownFields(beside.others, [IN_QUERY]));
    if (!isRecord(sent)) return { value: sent, issues: [...issues, notAnObject(sent)], fromQuery: [] };
    const fields = (isForm(request) ? text : json)(sent, issues);
    const named = readPath(request, issues);
    const asked = text(beside.taken, issues);
    const unlikePath = [fields, asked].flatMap((others) => clashing(operation, others, named));
    issues.push(...unlikePath.map(clashWithPath));
    const twice = clashing(operation, fields, asked);
    issues.push(...twice.flatMap(clashWithQuery));
    // Both values, so that what looks at the input before its schema does can't be shown one and not the other.
    const both = twice.map((name): [string, unknown] => [name, [fields[name], asked[name]]]);
    const value = merge([fields, asked, Object.fromEntries(both), named, fromHeaders]);
    const fromQuery = body ? Object.keys(beside.taken) : names.filter((name) => !Object.hasOwn(sent, name));
    return { value: takesNothing ? undefined : value, issues, fromQuery };
  };
}

/**
 * All of the fields; of one name, the last. Most requests have theirs from one place, and V8 takes half a microsecond and
 * more to put another's fields to those of a copy.
 */
function merge(places: readonly Values[]): Values {
  const filled = places.filter((place) => Object.keys(place).length > 0);
  const [first, second, third, fourth, last] = filled;
  return filled.length === 1 && first ? first : { ...first, ...second, ...third, ...fourth, ...last };
}

function queryOf(url: string): string {
  const mark = url.indexOf("?");
  return mark === -1 ? "" : url.slice(mark + 1);
}

/** A query beside a body, by whether its names are taken from there. */
function split(query: Readonly<Record<string, unknown>>, { body, fields, inQuery, open }: Operation) {
  const isTaken = (name: string) => (body ? inQuery.includes(name) : open || fields.has(name));
  return {
    taken: Object.fromEntries(Object.entries(query).filter(([name]) => isTaken(name))),
    others: Object.keys(query).filter((name) => !isTaken(name)),
  };
}

function readObject({ needed }: Body, request: FastifyRequest, parseJson: ParseJson): unknown {
  const sent = readBody(request, parseJson);
  if (sent === undefined && needed) throw new RestError("malformed", "The body is empty");
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
  // A strict schema tells by itself what it does not know, but for what it would take and REST does not.
  const isUnknown = (name: string) => hidden.has(name) || (!decodes.has(name) && !open && !strict);
  const isElsewhere = (name: string) => carrier === "json" && isInPathAlone(operation, name);
  return (sent, issues) => {
    const names = Object.keys(sent);
    if (names.length === 0) return {};
    const here = names.filter((name) => !fromHeaders.has(name));
    const refuse = (refused: string[], path: string[]) => {
      if (refused.length > 0) issues.push(unknownFields(refused, path));
    };
    refuse(here.filter(isUnknown), []);
    refuse(
      names.filter((name) => fromHeaders.has(name)),
      [body || carrier === "json" ? IN_BODY : IN_QUERY],
    );
    refuse(here.filter(isElsewhere), [IN_BODY]);
    return Object.fromEntries(
      here.map((name) => [name, decodes.get(name)?.(sent[name], { path: [name], issues }) ?? sent[name]]),
    );
  };
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Fields that are in a body and in another place, but not the same there, as the field's schema reads them: an upper-case
 * id may be one in lower case.
 */
function clashing({ fields }: Operation, body: Values, other: Values): string[] {
  return Object.keys(other).filter((name) => {
    if (!Object.hasOwn(body, name)) return false;
    const schema = fields.get(name);
    return !schema || !isDeepStrictEqual(parsed(schema, body[name]), parsed(schema, other[name]));
  });
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

function clashWithPath(name: string): Issue {
  return clash([name], `${name} is also in the path, and must be the same there`);
}

function clashWithQuery(name: string): Issue[] {
  return [
    clash([IN_BODY, name], `${name} is also in the query, and must be the same there`),
    clash([IN_QUERY, name], `${name} is also in the body, and must be the same there`),
  ];
}

function clash(path: PropertyKey[], message: string): Issue {
  return { code: "custom", path, message, input: undefined };
}

function notAnObject(sent: unknown): Issue {
  return { code: "invalid_type", expected: "object", path: [], message: "The body must be a JSON object", input: sent };
}
