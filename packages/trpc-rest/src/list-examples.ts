import type { AnyTRPCRouter } from "@trpc/server";
import type { Catalogue } from "./catalogue.js";
import type { OperationExample, RestMethod } from "./meta.js";
import { listOperations, type Operation } from "./operations.js";
import { plainJson } from "./plain-json.js";

/** An example as it is sent, and what it is answered by. */
export interface ListedExample {
  /** Of the procedure: `tasks.list`. */
  readonly procedure: string;
  readonly operationId: string;
  /** Of the example. */
  readonly name: string;
  readonly summary?: string;
  readonly method: RestMethod;
  /** With its parameters filled in and encoded, below the prefix. */
  readonly path: string;
  /** As it follows the path, with its `?`; empty: no query. */
  readonly search: string;
  readonly query: NonNullable<OperationExample["query"]>;
  readonly headers: NonNullable<OperationExample["headers"]>;
  /** As JSON has it. */
  readonly body?: unknown;
  readonly status: number;
  readonly answer?: unknown;
}

/**
 * Every example of a router, for a test that sends each and compares.
 *
 * @param prefix In front of every path, as `registerRest` has it; default `/api`.
 * @throws {Error} as `registerRest`.
 */
export function listExamples(router: AnyTRPCRouter, catalogue: Catalogue, prefix = "/api"): ListedExample[] {
  return listOperations(router, catalogue).flatMap((operation) =>
    Object.entries(operation.declaration.examples ?? {}).map(([name, example]) =>
      listExample(operation, name, example, prefix),
    ),
  );
}

function listExample(operation: Operation, name: string, example: OperationExample, prefix: string): ListedExample {
  const { summary, query = {}, headers = {}, status = operation.status } = example;
  const path = operation.path.parameters.reduce(
    (filled, parameter) => filled.replace(`{${parameter}}`, () => encodeURIComponent(example.path?.[parameter] ?? "")),
    operation.path.template,
  );
  return {
    procedure: operation.procedure.name,
    operationId: operation.id,
    name,
    ...(summary !== undefined && { summary }),
    method: operation.declaration.method,
    path: `${prefix}${path}`,
    search: writeQuery(query),
    query,
    headers,
    ...(example.body !== undefined && { body: plainJson(example.body) }),
    status,
    ...(example.answer !== undefined && { answer: plainJson(example.answer) }),
  };
}

function writeQuery(query: NonNullable<OperationExample["query"]>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [plainJson(value)].flat().map((item) => `${encodeURIComponent(name)}=${encodeURIComponent(String(item))}`),
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
