import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { describeRest, type DescribeOptions } from "./document.js";
import { catalogue, shelf } from "./testing/shelf.js";

function describeShelf(more: Partial<DescribeOptions<typeof shelf>> = {}) {
  return describeRest({
    router: shelf,
    catalogue,
    info: {
      title: "Shelf",
      version: "1",
      description: "Books on a shelf.",
      contact: { name: "The library", email: "shelf@example.org" },
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
    },
    servers: [{ url: "https://shelf.test" }],
    tags: [{ name: "Books", description: "What is on the shelf" }],
    problemType: (code) => `/errors/${code}`,
    securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
    scopesOf: ({ scopes = [] }) => scopes,
    commonHeaders: {
      RateLimit: { description: "What is left", schema: { type: "string" }, on: [200, 429] },
      "Cache-Control": { description: "Who may keep it", schema: { type: "string" }, required: true },
      "X-Cost": { description: "What it cost", schema: { type: "integer" }, on: "success" },
    },
    ...more,
  });
}

const document = describeShelf();
const one = document.paths["/api/books/{id}"];
const all = document.paths["/api/books"];
const { components } = document;
const ref = (name: string) => ({ $ref: `#/components/headers/${name}` });

/** Of an answer, whether it is the operation's own or shared. */
function headersOf(answers: NonNullable<typeof one>[string]["responses"] | undefined, status: number): object {
  const answer = answers?.[status];
  const name = answer && "$ref" in answer ? answer.$ref.replace("#/components/responses/", "") : undefined;
  const found = name === undefined ? answer : components.responses[name];
  return found && "headers" in found ? (found.headers ?? {}) : {};
}

describe("the document", () => {
  it("is valid, and clean under redocly's recommended rules", async () => {
    expect(await new Validator().validate({ ...structuredClone(document) })).toMatchObject({ valid: true });
    const config = await createConfig({ extends: ["recommended"] });
    const problems = await lintFromString({ source: JSON.stringify(document), config });
    expect(problems.map(({ ruleId, message }) => [ruleId, message])).toEqual([]);
    expect(document.info.contact?.name).toBe("The library");
  });

  it("has what a header carries as a header, and not in the body", () => {
    expect(one?.["delete"]?.parameters).toEqual([
      { name: "id", in: "path", required: true, schema: expect.objectContaining({ type: "integer" }) },
      {
        name: "If-Match",
        in: "header",
        required: false,
        description: "The version to change",
        schema: { type: "string", pattern: '^"\\d+"' },
        example: '"3"',
      },
      {
        name: "Idempotency-Key",
        in: "header",
        required: false,
        description: "Does it once",
        schema: { type: "string" },
      },
    ]);
    expect(Object.keys(components.schemas["BookToPut"]?.properties ?? {})).toEqual(["id", "title"]);
    expect(components.schemas["BookToPut"]?.["examples"]).toEqual([{ title: "Emma" }]);
  });

  it("has every status of success, Location with 201 alone, and the headers that answers may add", () => {
    const put = one?.["put"]?.responses;
    expect(Object.keys(put ?? {}).slice(0, 2)).toEqual(["200", "201"]);
    expect(headersOf(put, 200)).toEqual({
      ETag: ref("ETag"),
      "Idempotency-Replayed": ref("Idempotency-Replayed"),
      "X-Request-Id": ref("X-Request-Id"),
      RateLimit: ref("RateLimit"),
      "Cache-Control": ref("Cache-Control"),
      "X-Cost": ref("X-Cost"),
    });
    expect(headersOf(put, 201)).toMatchObject({ ETag: ref("ETag"), Location: ref("Location") });
    expect(components.headers["Idempotency-Replayed"]).toMatchObject({ description: "It was done before" });
    expect(components.headers["Idempotency-Replayed"]).not.toHaveProperty("required");
    expect(components.headers["X-Shelf"]).toMatchObject({ required: true });
  });

  it("writes each header once, and puts the common ones where they are sent", () => {
    expect(components.headers["Cache-Control"]).toEqual({
      description: "Who may keep it",
      schema: { type: "string" },
      required: true,
    });
    const get = one?.["get"]?.responses;
    expect(headersOf(get, 404)).toEqual({ "X-Request-Id": ref("X-Request-Id"), "Cache-Control": ref("Cache-Control") });
    expect(headersOf(get, 429)).toHaveProperty("RateLimit");
    expect(headersOf(get, 422)).not.toHaveProperty("RateLimit");
    expect(headersOf(get, 304)).toMatchObject({ "X-Cost": ref("X-Cost"), ETag: ref("ETag") });
    expect(JSON.stringify(document).split("Names the request, in the server's log too")).toHaveLength(2);
  });

  it("keeps two headers of one name apart", () => {
    const retry = { description: "At another time", schema: { type: "string" as const }, on: [503] };
    const { headers } = describeShelf({ commonHeaders: { "Retry-After": retry } }).components;
    expect(headers["Retry-After"]).toMatchObject({ description: "Seconds to wait" });
    expect(headers["Retry-After-2"]).toMatchObject({ description: "At another time" });
  });

  it("has the headers of errors", () => {
    const put = one?.["put"]?.responses;
    expect(headersOf(put, 401)).toHaveProperty("WWW-Authenticate");
    expect(headersOf(put, 415)).toHaveProperty("Accept-Patch");
    for (const status of [409, 429, 503]) expect(headersOf(put, status)).toHaveProperty("Retry-After");
    expect(headersOf(put, 412)).not.toHaveProperty("Retry-After");
    expect(components.headers["Retry-After"]).not.toHaveProperty("required");
    for (const { responses } of Object.values(one ?? {})) expect(responses).not.toHaveProperty("405");
  });

  it("tells the scopes, to people and to programs", () => {
    expect(one?.["put"]).toMatchObject({
      description: "Put a book there.\n\nNeeds the scope `books:write`.",
      security: [{ bearer: ["books:write"] }],
    });
    expect(all?.["get"]).toMatchObject({
      description: "In no order.\n\nNeeds the scopes `books:read` and `labels:read`.",
      security: [{ bearer: ["books:read", "labels:read"] }],
    });
    expect(one?.["delete"]).toMatchObject({ description: "Throw it away.", security: [] });
  });

  it("can list the scopes of OAuth's schemes alone", () => {
    const { paths } = describeShelf({
      scopesListedBy: "oauth2",
      securitySchemes: { bearer: { type: "http", scheme: "bearer" }, oauth: { type: "oauth2", flows: {} } },
    });
    expect(paths["/api/books/{id}"]?.["put"]).toMatchObject({
      description: expect.stringContaining("`books:write`"),
      security: [{ bearer: [] }, { oauth: ["books:write"] }],
    });
  });

  it("tells the limit of a body that has its own", () => {
    expect(all?.["post"]?.requestBody?.description).toBe("At most 3 MiB");
    expect(one?.["put"]?.requestBody).not.toHaveProperty("description");
  });

  it("asks for If-None-Match where an answer can be 304", () => {
    const names = (operation: NonNullable<typeof one>[string] | undefined) =>
      operation?.parameters?.map(({ name }) => name);
    expect(names(one?.["get"])).toEqual(["id", "If-None-Match"]);
    expect(names(one?.["put"])).toEqual(["id", "If-Match", "Idempotency-Key"]);
  });

  it("has examples at each of their parts, by name", () => {
    const [id, ifMatch] = one?.["put"]?.parameters ?? [];
    expect(id?.examples).toEqual({ replace: { value: 7 }, create: { value: 8 } });
    expect(ifMatch).toMatchObject({ examples: { replace: { value: '"2"' } } });
    expect(ifMatch).not.toHaveProperty("example");
    expect(one?.["put"]?.requestBody?.content["application/json"]?.examples).toEqual({
      replace: { value: { title: "The Hobbit" } },
      create: { value: { title: "Emma" } },
    });
    expect(one?.["put"]?.responses["201"]).toMatchObject({
      content: { "application/json": { examples: { create: { value: { id: 8 } } } } },
    });
    expect(one?.["put"]?.responses["200"]).not.toHaveProperty("content.application/json.examples.create");
    expect(one?.["get"]?.parameters?.[0]?.examples).toMatchObject({ there: { summary: "It is there", value: 7 } });
    expect(all?.["get"]?.parameters?.slice(0, 2)).toMatchObject([
      { name: "label", examples: { two: { value: ["a", "b c"] } } },
      { name: "dueAfter", examples: { two: { value: "1970-01-01T00:00:00.000Z" } } },
    ]);
  });

  it("has an example of an error with this operation alone", () => {
    expect(one?.["get"]?.responses["404"]).toMatchObject({
      content: { "application/problem+json": { examples: { gone: { value: { code: "not_found" } } } } },
    });
    expect(one?.["get"]?.responses["422"]).toEqual({ $ref: "#/components/responses/ValidationFailed" });
  });

  it("is refused where an operation has a tag that is not declared", () => {
    expect(() => describeShelf({ tags: [{ name: "Other" }] })).toThrow(/^get can't be served .* tag Books/);
  });
});
