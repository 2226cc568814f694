import { errorCatalogue } from "@typedo/api";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { OpenApi, Operation, Schema } from "./open-api.js";
import { type Exchange, fail, parseBody, send } from "./wire.js";

/** What an answer must be, whatever was asked: as the document says. */
export interface AnswerChecks {
  /** Whether a value is what a schema of the document describes. */
  isValid(schema: Schema, value: unknown): boolean;
  /** Fails, unless the answer is one that the document has for the operation. */
  check(operation: Operation, exchange: Exchange): Promise<void>;
}

/** A problem's body, once it is known to be one. */
export interface Problem {
  readonly type: string;
  readonly status: number;
  readonly instance: string;
  readonly code: string;
  readonly requestId: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly message: string; readonly code: string }[];
}

/** What must never be told: traces, SQL, names of files and tables. */
export const INSIDE =
  /\bat [\w.<>]+ \(|node:internal|node_modules|\/src\/|\/dist\/|\bselect .+ from\b|insert into|app\.tasks|typedo_app|postgres|drizzle|ECONN/i;

export function makeChecks(document: OpenApi, url: string): AnswerChecks {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  const compiled = new Map<string, ValidateFunction>();
  const validatorOf = (schema: Schema) => {
    const key = JSON.stringify(schema);
    const known = compiled.get(key) ?? ajv.compile({ ...schema, components: document.components });
    compiled.set(key, known);
    return known;
  };
  const namedHeaders = new Set(listHeaders(document).map((name) => name.toLowerCase()));
  const pages = new Map<string, Promise<number>>();
  const pageStatus = async (type: string) => {
    const asked =
      pages.get(type) ?? send(url, { method: "GET", target: type, headers: {} }).then(({ status }) => status);
    pages.set(type, asked);
    return asked;
  };

  const checkProblem = async (exchange: Exchange) => {
    const { wire, answer } = exchange;
    const problem = readProblem(exchange);
    const kind = new Map<string, { status: number }>(Object.entries(errorCatalogue)).get(problem.code);
    if (kind?.status !== answer.status || problem.status !== answer.status) fail(exchange, "Status and code differ");
    if (problem.instance !== wire.target.split("?", 1)[0]) fail(exchange, "The instance is not the path");
    if (problem.requestId !== answer.headers["x-request-id"]) fail(exchange, "The request has two ids");
    if ((await pageStatus(problem.type)) !== 200) fail(exchange, "There is no page at the type");
    if (INSIDE.test(JSON.stringify([problem.detail, problem.errors]))) fail(exchange, "It tells of the inside");
  };

  const checkHeaders = (operation: Operation, exchange: Exchange) => {
    const described = operation.responses.get(exchange.answer.status)?.headers ?? new Map();
    const sent = new Map(Object.entries(exchange.answer.headers));
    for (const [name, { required, schema }] of described) {
      const value = sent.get(name.toLowerCase());
      if (value === undefined && required === true) fail(exchange, `There is no ${name}`);
      if (value === undefined) continue;
      const read = schema.type === "integer" ? Number(value) : value;
      if (!validatorOf(schema)(read)) fail(exchange, `${name} is not as described`);
    }
    const names = new Set([...described.keys()].map((name: string) => name.toLowerCase()));
    const surplus = [...sent.keys()].find((name) => namedHeaders.has(name) && !names.has(name));
    if (surplus !== undefined) fail(exchange, `${surplus} is not described for this answer`);
  };

  return {
    isValid: (schema, value) => validatorOf(schema)(value),
    async check(operation, exchange) {
      const { answer } = exchange;
      if (answer.status >= 500) fail(exchange, "The server failed");
      const described = operation.responses.get(answer.status);
      if (!described) return fail(exchange, "The status is not described");
      checkHeaders(operation, exchange);
      if (described.content.size === 0) {
        if (answer.text !== "") fail(exchange, "There is a body where none is described");
        return undefined;
      }
      const type = (answer.headers["content-type"] ?? "").split(";", 1)[0] ?? "";
      const schema = described.content.get(type);
      if (!schema) return fail(exchange, `The content type ${type} is not described`);
      const validate = validatorOf(schema);
      if (!validate(parseBody(answer)))
        fail(exchange, `The body is not as described: ${ajv.errorsText(validate.errors)}`);
      return answer.status >= 400 ? checkProblem(exchange) : undefined;
    },
  };
}

export function readProblem({ answer }: Exchange): Problem {
  return JSON.parse(answer.text);
}

/** Every header that any answer in the document has. */
function listHeaders(document: OpenApi): string[] {
  const shared: { components: { headers: object; responses: Record<string, { headers?: object }> } } = JSON.parse(
    JSON.stringify(document),
  );
  return Object.keys(shared.components.headers);
}
