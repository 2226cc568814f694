import type { Fault, InputFault } from "./catalogue.js";
import type { Operation } from "./operations.js";

/** A fault's pointers, which are into the procedure's input, as pointers to where that part of the input came from. */
export function locate(fault: Fault, operation: Operation | undefined): Fault {
  if (!operation || !fault.errors) return fault;
  return { ...fault, errors: fault.errors.map((error) => ({ ...error, pointer: locatePointer(error, operation) })) };
}

function locatePointer({ pointer }: InputFault, { path, body }: Operation): string {
  const [, first, ...rest] = pointer.split("/");
  if (first === undefined) return body || pointer !== "" ? pointer : "query";
  const name = unescape(first);
  if (path.parameters.includes(name)) return `path.${name}`;
  // A query beside a body: no operation takes one.
  if (body && first === "?" && rest[0] !== undefined) return `query.${unescape(rest[0])}`;
  return body ? pointer : `query.${name}`;
}

function unescape(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}
