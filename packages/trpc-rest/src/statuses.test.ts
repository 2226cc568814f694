import type { InjectOptions } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeRest } from "./document.js";
import type { ResponseOrReference } from "./responses.js";
import { catalogue, notes } from "./testing/notes.js";
import { serve, type Served } from "./testing/serve.js";

let served: Served;

beforeAll(async () => {
  served = await serve(notes, { bodyLimit: 1000 });
});
afterAll(() => served.app.close());

const document = describeRest({
  router: notes,
  catalogue,
  info: { title: "Notes", version: "1" },
  problemType: (code) => `/errors/${code}`,
  securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
});

const methods = ["get", "post", "put", "delete"] as const;

const ids = ["x", "lost", "broken", "busy", "away"];
const headers: Record<string, string>[] = [
  {},
  { authorization: "" },
  { authorization: "reader" },
  { authorization: "nobody" },
  { authorization: "busy" },
  { authorization: "away" },
  { authorization: "broken" },
  { accept: "text/html" },
  { "content-type": "text/plain" },
  { "if-none-match": "*" },
];
const queries = ["", "?a=%zz", "?nope=1"];
const bodies = ["{}", '{"text":"a"}', '{"text":"again"}', '{"text":', '{"nope":1}', `{"text":"${"a".repeat(2000)}"}`];

/** Everything that can be done to an operation, in all combinations. */
async function provoke(path: string, method: (typeof methods)[number]) {
  const urls = path.includes("{") ? ids.map((id) => path.replace("{id}", id)) : [path];
  const given = new Map<string, Awaited<ReturnType<typeof served.app.inject>>>();
  for (const url of urls) {
    for (const query of queries) {
      for (const more of headers) {
        for (const payload of method === "get" ? [undefined] : bodies) {
          const { authorization, ...others }: Record<string, string> = { authorization: "alice", ...more };
          const sent: InjectOptions = {
            method,
            url: url + query,
            headers: {
              ...(payload !== undefined && { "content-type": "application/json" }),
              ...others,
              ...(authorization && { authorization }),
            },
            ...(payload !== undefined && { payload }),
          };
          const answer = await served.app.inject(sent);
          given.set(String(answer.statusCode), answer);
        }
      }
    }
  }
  return given;
}

it("an operation gives every status that the document has, and none that it has not", async () => {
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of methods) {
      const described = operations[method];
      if (!described) continue;
      const given = await provoke(path, method);
      expect([method, path, [...given.keys()].sort()]).toEqual([method, path, Object.keys(described.responses).sort()]);
      for (const [status, answer] of given) checkHeaders(described.responses[status], answer.headers);
    }
  }
});

function checkHeaders(answer: ResponseOrReference | undefined, sent: Record<string, unknown>): void {
  const { components } = document;
  const described = answer && "$ref" in answer ? components.responses[nameOf(answer.$ref)] : answer;
  expect(described).toBeDefined();
  for (const [name, { $ref }] of Object.entries(described?.headers ?? {})) {
    const header = components.headers[nameOf($ref)];
    expect(header).toBeDefined();
    if (header?.required === true) expect(Object.keys(sent)).toContain(name.toLowerCase());
  }
}

function nameOf(reference: string): string {
  return reference.split("/").at(-1) ?? "";
}
