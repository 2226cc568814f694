import { type Components, makeComponents } from "./components.js";
import type { JsonSchema } from "./json-schema.js";
import type { Response } from "./responses.js";

/** A header of an answer, as OpenAPI has it. */
export interface Header {
  readonly description?: string;
  readonly required?: true;
  readonly schema: JsonSchema;
}

export interface Reference {
  readonly $ref: string;
}

/** Headers that many answers have, by name. */
export interface CommonHeader {
  readonly description: string;
  readonly schema: JsonSchema;
  /** Default: not always there. */
  readonly required?: true;
  /** The answers that have it: all, those of success (304 too), or those of some statuses; default: all. */
  readonly on?: "every" | "success" | readonly number[];
}

/** What the document has once, and refers to. */
export interface Shared {
  readonly components: Components;
  readonly headers: Readonly<Record<string, Header>>;
  readonly responses: Readonly<Record<string, Response>>;
  /** The headers that every answer of a status has, with these of its own before them. */
  headersOf(status: number, own: Readonly<Record<string, Header>>): Record<string, Reference>;
  /** A response by its name, made the first time. */
  response(name: string, make: () => Response): Reference;
}

const requestId: Header = {
  description: "Names the request, in the server's log too",
  required: true,
  schema: { type: "string" },
};

export function makeShared(common: Readonly<Record<string, CommonHeader>>): Shared {
  const headers: Record<string, Header> = {};
  const responses: Record<string, Response> = {};

  // Two headers of one name that differ: the second gets a name of its own.
  const place = (name: string, header: Header): Reference => {
    const identity = JSON.stringify(header);
    for (let count = 1; ; count += 1) {
      const key = count === 1 ? name : `${name}-${count}`;
      headers[key] ??= header;
      if (JSON.stringify(headers[key]) === identity) return { $ref: `#/components/headers/${key}` };
    }
  };

  return {
    components: makeComponents(),
    headers,
    responses,
    headersOf(status, own) {
      const shared = Object.entries(common).flatMap(([name, { on = "every", ...header }]): [string, Header][] =>
        isOn(on, status) ? [[name, header]] : [],
      );
      const all = { ...own, "X-Request-Id": requestId, ...Object.fromEntries(shared) };
      return Object.fromEntries(Object.entries(all).map(([name, header]) => [name, place(name, header)]));
    },
    response(name, make) {
      responses[name] ??= make();
      return { $ref: `#/components/responses/${name}` };
    },
  };
}

function isOn(on: NonNullable<CommonHeader["on"]>, status: number): boolean {
  if (on === "every") return true;
  return on === "success" ? status < 400 : on.includes(status);
}
