import type { FastifyInstance, FastifyRequest } from "fastify";
import { RestError } from "./catalogue.js";
import { FORM, parseMediaType } from "./media-type.js";
import { parseQuery } from "./query.js";
import { MOST_VALUES } from "./size.js";

/** Levels of objects and lists in a body: deeper, and a schema that holds itself would overflow the stack. */
const MAX_DEPTH = 100;

export type ParseJson = (request: FastifyRequest, text: string) => unknown;

/** Fastify's JSON parser, which refuses `__proto__` and `constructor.prototype`, as a function that throws. */
export function makeParseJson(app: FastifyInstance): ParseJson {
  const parse = app.getDefaultJsonParser("error", "error");
  return (request, text) => {
    let parsed: unknown;
    let failure: Error | null = null;
    void parse(request, text, (error, value) => {
      failure = error;
      parsed = value;
    });
    if (failure) throw new RestError("malformed", whyNot(text));
    checkJson(parsed);
    return parsed;
  };
}

function whyNot(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return "The body is not well-formed JSON";
  }
  return "The body has a field by the name of `__proto__`, or `prototype` within `constructor`: no object may have those";
}

/** What was sent, by its content type, or undefined if nothing was. */
export function readBody(request: FastifyRequest, parseJson: ParseJson): unknown {
  const { body } = request;
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  const text = decodeUtf8(body);
  const type = parseMediaType(request.headers["content-type"] ?? "");
  return type?.essence === FORM ? parseQuery(text, "form") : parseJson(request, text);
}

export function isForm(request: FastifyRequest): boolean {
  return parseMediaType(request.headers["content-type"] ?? "")?.essence === FORM;
}

function decodeUtf8(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new RestError("malformed", "The body is not UTF-8");
  }
}

/** No more and no deeper than allowed, and every string is Unicode (I-JSON, RFC 7493, section 2.1). Without recursion. */
function checkJson(parsed: unknown): void {
  let level: unknown[] = [parsed];
  let count = 1;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw new RestError("malformed", `The body is nested deeper than ${MAX_DEPTH} levels`);
    const next: unknown[] = [];
    for (const value of level) {
      const parts = partsOf(value);
      count += parts.length;
      if (count > MOST_VALUES) {
        throw new RestError("payload_too_large", `The body holds more than ${MOST_VALUES} values`);
      }
      next.push(...parts);
    }
    level = next;
  }
}

function partsOf(value: unknown): unknown[] {
  if (typeof value === "string") checkUnicode(value);
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null) return [];
  for (const name of Object.keys(value)) checkUnicode(name);
  return Object.values(value);
}

function checkUnicode(text: string): void {
  if (text.isWellFormed()) return;
  throw new RestError("malformed", "The body holds half of a surrogate pair, which is not Unicode");
}
