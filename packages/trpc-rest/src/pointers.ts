import type { Fault, InputFault } from "./catalogue.js";
import { IN_BODY, IN_QUERY } from "./marks.js";
import type { Operation } from "./operations.js";

/**
 * A fault's pointers, which are into the procedure's input, as pointers to where that part of the input came from.
 *
 * @param fromQuery fields that came from the query although a body is read
 */
export function locate(fault: Fault, operation: Operation | undefined, fromQuery: readonly string[] = []): Fault {
  if (!operation || !fault.errors) return fault;
  const located = fault.errors.map((error) => ({ ...error, pointer: locatePointer(error, operation, fromQuery) }));
  return { ...fault, errors: located };
}

function locatePointer(
  { pointer }: InputFault,
  { path, headers, taken }: Operation,
  fromQuery: readonly string[],
): string {
  const [, first, second] = pointer.split("/");
  if (first === undefined) return taken || pointer !== "" ? pointer : "query";
  const name = unescape(first);
  if (path.parameters.includes(name)) return `path.${name}`;
  const header = headers.find(({ field }) => field === name);
  if (header) return `header.${header.name}`;
  // What is known, but not taken from there.
  if (first === IN_QUERY && second !== undefined) return `query.${unescape(second)}`;
  if (first === IN_BODY && second !== undefined) return `/${second}`;
  return taken && !fromQuery.includes(name) ? pointer : `query.${name}`;
}

function unescape(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}
