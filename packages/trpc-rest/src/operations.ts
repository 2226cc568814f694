import type { AnyTRPCRouter } from "@trpc/server";
import { checkExamples } from "./check-examples.js";
import { checkHeaders, type TakenHeader } from "./header-fields.js";
import { whyNotSegment, whyNotText } from "./carry.js";
import { type Catalogue, kindOf } from "./catalogue.js";
import { checkCarried } from "./json-schema.js";
import { FORM, isJsonType } from "./media-type.js";
import { parsePath, type PathTemplate } from "./path.js";
import { type Declaration, listProcedures, refuse, type RestProcedure } from "./procedures.js";
import { isOpen, isStrict, isVoid, mayBeAbsent, objectOf, type Schema } from "./schema.js";

/** A procedure and how REST serves it, checked. */
export interface Operation {
  readonly procedure: RestProcedure;
  readonly declaration: Declaration;
  readonly id: string;
  readonly path: PathTemplate;
  /** What REST takes, parameters of the path included, but not what headers carry: name → schema. */
  readonly fields: ReadonlyMap<string, Schema>;
  /** Whether fields that are not named are taken too. */
  readonly open: boolean;
  /** Whether the input's own schema refuses such fields. */
  readonly strict: boolean;
  readonly headers: readonly TakenHeader[];
  /** Fields that are taken from the query although there is a body. */
  readonly inQuery: readonly string[];
  /** What carries the input, but for what is in the path, in headers and in `inQuery`; undefined: the query does. */
  readonly body: Body | undefined;
  /**
   * The same; or a DELETE's, which means nothing by itself (RFC 9110, section 9.3.5) and is not described: what is sent
   * there all the same is taken as if it were in the query. Undefined: a body is ignored.
   */
  readonly taken: Body | undefined;
  readonly status: number;
  /** Of success, its own first. */
  readonly statuses: readonly number[];
}

export interface Body {
  /** In lower case. */
  readonly contentTypes: readonly string[];
  /** An empty one can't be read. */
  readonly needed: boolean;
}

/**
 * The router's operations, in the order of their declaration.
 *
 * @throws {Error} by the procedure's name, for a declaration that can't be kept.
 */
export function listOperations(router: AnyTRPCRouter, catalogue: Catalogue): Operation[] {
  const operations = listProcedures(router).map((procedure) => checkOperation(procedure, catalogue));
  checkTogether(operations);
  return operations;
}

function checkOperation(procedure: RestProcedure, catalogue: Catalogue): Operation {
  const { name, declaration, output } = procedure;
  const no = (why: string) => refuse(name, why);
  const path = readPath(name, declaration.path);
  const { fields, ...shape } = readInput(procedure);
  const headers = checkHeaders(name, declaration, path.parameters, fields);
  for (const { field } of headers) fields.delete(field);
  checkFields(name, declaration, path, fields);
  const status = declaration.status ?? 200;
  if (status === 204 && !isVoid(output)) no("a 204 has no body, but its output is not void");
  const statuses = [status, ...(declaration.otherStatuses ?? [])];
  if (new Set(statuses).size < statuses.length) no("it declares a status twice");
  if (isVoid(output) && (declaration.etag ?? declaration.link ?? declaration.location)) {
    no("a header can't be made from an output that is void");
  }
  for (const code of declaration.errors ?? []) {
    if (!kindOf(catalogue, code)) no(`the error ${code} is not in the catalogue`);
  }
  const body = readBody(procedure, path, fields);
  const { bodyLimit, inQuery = [] } = declaration;
  if (bodyLimit !== undefined && !body) no("it has a limit for a body, but takes none");
  if (bodyLimit !== undefined && !(Number.isInteger(bodyLimit) && bodyLimit > 0))
    no("its `bodyLimit` is no number of bytes");
  if (inQuery.length > 0 && !body) no("it has `inQuery`, but without a body all its fields are there");
  checkInQuery(name, inQuery, path, fields);
  for (const [field, schema] of fields) {
    checkCarried(schema, "input", (reason) => no(`its field ${field} ${reason}`));
  }
  if (!isVoid(output)) checkCarried(output, "output", (reason) => no(`its output ${reason}`));
  const id = declaration.operationId ?? name.replaceAll(".", "-");
  const taken = declaration.method === "DELETE" ? { contentTypes: ["application/json"], needed: false } : body;
  const carriers = { path, fields, ...shape, headers, inQuery, body, taken };
  const operation = { procedure, declaration, id, ...carriers, status, statuses };
  checkExamples(operation, catalogue);
  return operation;
}

function readPath(name: string, path: string): PathTemplate {
  try {
    return parsePath(path);
  } catch (error) {
    return refuse(name, error instanceof Error ? error.message : String(error));
  }
}

interface InputShape extends Pick<Operation, "open" | "strict"> {
  readonly fields: Map<string, Schema>;
}

function readInput({ name, declaration, inputs }: RestProcedure): InputShape {
  const objects = inputs
    .filter((input) => !isVoid(input))
    .map((input) => objectOf(input) ?? refuse(name, "its input is not an object"));
  const fields = new Map<string, Schema>(objects.flatMap(({ shape }) => Object.entries(shape)));
  for (const field of declaration.hidden ?? []) {
    const schema = fields.get(field) ?? refuse(name, `the hidden field ${field} is not in its input`);
    if (!mayBeAbsent(schema)) refuse(name, `the field ${field} is hidden, but required`);
    fields.delete(field);
  }
  return { fields, open: objects.some(isOpen), strict: objects.some(isStrict) };
}

function checkFields(name: string, declaration: Declaration, path: PathTemplate, fields: Operation["fields"]): void {
  for (const parameter of path.parameters) {
    const schema = fields.get(parameter) ?? refuse(name, `the path's parameter ${parameter} is not in its input`);
    const why = whyNotSegment(schema);
    if (why) refuse(name, `a path can't carry ${why}: its field ${parameter}`);
  }
  const isText =
    declaration.method === "GET" || declaration.method === "DELETE" || declaration.contentTypes?.includes(FORM);
  for (const [field, schema] of isText ? fields : []) {
    const why = whyNotText(schema);
    if (why) refuse(name, `a query or form can't carry ${why}: its field ${field}`);
  }
}

function checkInQuery(name: string, inQuery: readonly string[], path: PathTemplate, fields: Operation["fields"]): void {
  for (const field of inQuery) {
    const schema = fields.get(field) ?? refuse(name, `the field ${field} of the query is not one that it takes`);
    if (path.parameters.includes(field)) refuse(name, `the field ${field} is taken from the query, but is in the path`);
    // Neither place could be described as the one that has to have it.
    if (!mayBeAbsent(schema)) refuse(name, `the field ${field} is taken from the query beside a body, but required`);
    const why = whyNotText(schema);
    if (why) refuse(name, `a query can't carry ${why}: its field ${field}`);
  }
}

function readBody(
  { name, declaration }: RestProcedure,
  path: PathTemplate,
  fields: Operation["fields"],
): Body | undefined {
  const { method } = declaration;
  if (method === "GET" || method === "DELETE") return undefined;
  const contentTypes = (declaration.contentTypes ?? ["application/json"]).map((type) => type.toLowerCase());
  if (contentTypes.length === 0) refuse(name, "no content type is left");
  for (const type of contentTypes) {
    if (type !== FORM && !isJsonType(type)) refuse(name, `a body of ${type} can't be read`);
  }
  const others = [...fields].filter(([field]) => !path.parameters.includes(field));
  // What PUT and PATCH do is said by their body; a POST may need none.
  const isBodyTheMessage = method !== "POST" && others.length > 0;
  return { contentTypes, needed: isBodyTheMessage || others.some(([, schema]) => !mayBeAbsent(schema)) };
}

/** A PUT's body is the thing, and so may have what the path says; what another body says of it, the path says alone. */
export function isInPathAlone({ declaration, path }: Pick<Operation, "declaration" | "path">, name: string): boolean {
  return path.parameters.includes(name) && (declaration.method === "POST" || declaration.method === "PATCH");
}

function checkTogether(operations: readonly Operation[]): void {
  const routes = new Map<string, string>();
  const templates = new Map<string, string>();
  const ids = new Map<string, string>();
  for (const { procedure, declaration, path, id } of operations) {
    const route = `${declaration.method} ${path.shape}`;
    const other = routes.get(route);
    if (other) refuse(procedure.name, `${other} has the same method and path`);
    routes.set(route, procedure.name);
    const template = templates.get(path.shape) ?? path.template;
    if (template !== path.template) refuse(procedure.name, `${path.template} and ${template} are the same path`);
    templates.set(path.shape, template);
    const namesake = ids.get(id);
    if (namesake) refuse(procedure.name, `${namesake} has the same operation id ${id}`);
    ids.set(id, procedure.name);
  }
}
