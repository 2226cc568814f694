import type { Catalogue, ErrorKind } from "./catalogue.js";
import type { Operation } from "./operations.js";
import { isVoid } from "./schema.js";

/** Statuses that any operation can give, and when. Those that are not here an operation names by `errors`. */
const common: ReadonlyMap<number, (operation: Operation) => boolean> = new Map([
  [400, () => true],
  [401, ({ declaration }: Operation) => declaration.protect !== false],
  [403, ({ declaration }: Operation) => declaration.protect !== false],
  [406, ({ procedure }: Operation) => !isVoid(procedure.output)],
  [413, ({ taken }: Operation) => taken !== undefined],
  [415, ({ taken }: Operation) => taken !== undefined],
  [422, () => true],
  [429, () => true],
  [500, () => true],
  [503, () => true],
]);

export type NamedKind = readonly [code: string, kind: ErrorKind];

/** Errors that an operation can give, by their status. */
export function errorsOf(operation: Operation, catalogue: Catalogue): ReadonlyMap<number, readonly NamedKind[]> {
  const byStatus = new Map<number, NamedKind[]>();
  for (const [code, kind] of Object.entries(catalogue)) {
    const given =
      common.get(kind.status)?.(operation) === true || operation.declaration.errors?.includes(code) === true;
    if (given) byStatus.set(kind.status, [...(byStatus.get(kind.status) ?? []), [code, kind]]);
  }
  return byStatus;
}

/** Statuses that are described beyond those of the catalogue: status → what it says. */
export function moreStatuses({ declaration }: Operation): ReadonlyMap<number, string> {
  const declared = declaration.errorResponses;
  if (!declared) return new Map();
  if (isList(declared)) return new Map(declared.map((status) => [status, "An error"]));
  return new Map(Object.entries(declared).map(([status, description]) => [Number(status), description]));
}

function isList(declared: readonly number[] | Readonly<Record<number, string>>): declared is readonly number[] {
  return Array.isArray(declared);
}

/** Whether a GET that names the version is told that there is nothing new. */
export function isConditional({ declaration }: Operation): boolean {
  return declaration.etag !== undefined && declaration.method === "GET";
}

/** `Location` tells where the new thing is: of several statuses, only 201 has made one. */
export function hasLocation({ declaration, statuses }: Operation, status: number): boolean {
  return declaration.location !== undefined && (status === 201 || !statuses.includes(201));
}

/** Every status that the document has for an operation. */
export function statusesOf(operation: Operation, catalogue: Catalogue): ReadonlySet<number> {
  const notModified = isConditional(operation) ? [304] : [];
  const errors = [...errorsOf(operation, catalogue).keys(), ...moreStatuses(operation).keys()];
  return new Set([...operation.statuses, ...notModified, ...errors]);
}
