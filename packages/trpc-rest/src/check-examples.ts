import type { Catalogue } from "./catalogue.js";
import { isRecord } from "./decode.js";
import type { OperationExample } from "./meta.js";
import type { Operation } from "./operations.js";
import { refuse } from "./procedures.js";
import { isConditional, statusesOf } from "./statuses.js";

/** OpenAPI has other places for these: an example may send them all the same. */
const UNDESCRIBED = ["accept", "content-type", "authorization"];

/** Names in lower case of the headers that an example may send. */
function headersOf(operation: Operation): ReadonlySet<string> {
  const names = [
    ...operation.headers.map(({ name }) => name),
    ...Object.keys(operation.declaration.requestHeaders?.shape ?? {}),
    ...(isConditional(operation) ? ["If-None-Match"] : []),
    ...UNDESCRIBED,
  ];
  return new Set(names.map((name) => name.toLowerCase()));
}

/** @throws {Error} by the procedure's name, where an example could not be sent, or not get its answer. */
export function checkExamples(operation: Operation, catalogue: Catalogue): void {
  const described = headersOf(operation);
  const statuses = statusesOf(operation, catalogue);
  for (const [name, example] of Object.entries(operation.declaration.examples ?? {})) {
    const why = whyNot(example, operation, described, statuses);
    if (why) refuse(operation.procedure.name, `its example ${name} ${why}`);
  }
}

function whyNot(
  { path = {}, query = {}, headers = {}, body, status }: OperationExample,
  operation: Operation,
  described: ReadonlySet<string>,
  statuses: ReadonlySet<number>,
): string | undefined {
  const { parameters } = operation.path;
  const missing = parameters.find((parameter) => path[parameter] === undefined);
  if (missing !== undefined) return `has no ${missing} for the path`;
  const surplus = Object.keys(path).find((parameter) => !parameters.includes(parameter));
  if (surplus !== undefined) return `has ${surplus}, which is not in the path`;
  const beside = operation.body && Object.keys(query).find((field) => !operation.inQuery.includes(field));
  if (beside !== undefined) return `has ${beside} in a query, beside a body`;
  if (!operation.body && body !== undefined) return "has a body, which is ignored";
  const sent = Object.keys(operation.body ? (isRecord(body) ? body : {}) : query);
  const unknown = sent.find((field) => !takes(operation, field));
  if (unknown !== undefined) return `names the field ${unknown}, which is not taken`;
  const header = Object.keys(headers).find((one) => !described.has(one.toLowerCase()));
  if (header !== undefined) return `sends the header ${header}, which is not described`;
  if (status !== undefined && !statuses.has(status)) return `is answered by ${status}, which is not described`;
  return undefined;
}

function takes({ fields, open, declaration, headers }: Operation, field: string): boolean {
  const isElsewhere = declaration.hidden?.includes(field) === true || headers.some((one) => one.field === field);
  return fields.has(field) || (open && !isElsewhere);
}
