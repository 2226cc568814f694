import type { FastifyRequest } from "fastify";
import { type InputFault, RestError } from "./catalogue.js";
import { type HeaderField, UnreadableHeader } from "./meta.js";
import { type Declaration, refuse } from "./procedures.js";
import { mayBeAbsent, type Schema } from "./schema.js";

/** A field of the input that comes from a header. */
export interface TakenHeader {
  readonly field: string;
  readonly name: HeaderField["name"];
  /** The same in lower case. */
  readonly key: string;
  readonly header: HeaderField;
}

/** @throws {Error} by the procedure's name, where a declared header can't be taken. */
export function checkHeaders(
  name: string,
  { headers = {} }: Declaration,
  parameters: readonly string[],
  fields: ReadonlyMap<string, Schema>,
): TakenHeader[] {
  const taken = new Set<string>();
  return Object.entries(headers).map(([field, header]) => {
    const schema = fields.get(field) ?? refuse(name, `the field ${field} of a header is not in its input`);
    if (parameters.includes(field)) refuse(name, `the field ${field} is taken from a header, but is in the path`);
    if (!mayBeAbsent(schema)) refuse(name, `the field ${field} is taken from a header, but required`);
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header.name)) refuse(name, `${header.name} is no name of a header`);
    const key = header.name.toLowerCase();
    if (taken.has(key)) refuse(name, `two fields are taken from the header ${header.name}`);
    taken.add(key);
    return { field, name: header.name, key, header };
  });
}

/**
 * The fields that a request's headers carry.
 *
 * @throws {RestError} `malformed`, with a fault for each header that can't be read.
 */
export function readHeaders(headers: readonly TakenHeader[], request: FastifyRequest): Record<string, unknown> {
  if (headers.length === 0) return {};
  const faults: InputFault[] = [];
  const values: [string, unknown][] = [];
  for (const { field, name, key, header } of headers) {
    const sent = request.headers[key];
    if (sent === undefined) continue;
    try {
      values.push([field, header.read([sent].flat().join(", "))]);
    } catch (error) {
      if (!(error instanceof UnreadableHeader)) throw error;
      faults.push({ pointer: `header.${name}`, message: error.message, code: "malformed" });
    }
  }
  const [first] = faults;
  if (first) {
    const detail = `The header ${first.pointer.slice("header.".length)} can't be read: ${first.message}`;
    throw new RestError("malformed", detail, { errors: faults });
  }
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}
