import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Validator } from "@seriousme/openapi-schema-validator";
import type { AnyTRPCRouter } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { describeRest } from "./document.js";
import { catalogue, notes, procedure, t } from "./testing/notes.js";

function describeRouter(router: AnyTRPCRouter) {
  return describeRest({
    router,
    catalogue,
    info: { title: "Notes", version: "1", license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "https://notes.test" }],
    tags: [{ name: "Notes", description: "What is written down" }],
    problemType: (code) => `/errors/${code}`,
    securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
  });
}

const document = describeRouter(notes);

describe("the document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const result = await new Validator().validate({ ...structuredClone(document) });
    expect(result).toMatchObject({ valid: true });
  });

  it("is clean under redocly's recommended rules", async () => {
    const config = await createConfig({ extends: ["recommended"] });
    const problems = await lintFromString({ source: JSON.stringify(document), config });
    expect(
      problems.map(({ ruleId, message, location }) => [ruleId, message, location.map(({ pointer }) => pointer)]),
    ).toEqual([]);
  });

  it("is the same, byte for byte, each time", () => {
    expect(JSON.stringify(describeRouter(notes))).toBe(JSON.stringify(document));
  });

  it("has each schema with an id once, and refers to it", () => {
    expect(Object.keys(document.components.schemas)).toEqual(["Problem", "Note", "NewNote", "NoteReplacement"]);
    expect(document.paths["/api/notes/{id}"]?.["get"]?.responses["200"]).toMatchObject({
      content: { "application/json": { schema: { $ref: "#/components/schemas/Note" } } },
    });
    expect(document.paths["/api/notes"]?.["post"]?.requestBody).toEqual({
      required: true,
      content: { "application/json": { schema: { $ref: "#/components/schemas/NewNote" } } },
    });
  });

  it("keeps examples and descriptions, and says that unknown fields are refused", () => {
    expect(document.components.schemas["NewNote"]).toMatchObject({
      additionalProperties: false,
      required: ["text"],
      examples: [{ text: "Hello" }],
      properties: {
        text: { description: "What it says", examples: ["Hello"] },
        due: { anyOf: [{ type: "string", format: "date-time" }, { type: "null" }], description: "Default: `null`" },
      },
    });
  });

  it("asks for a path's parameter in the path, and does not in the body", () => {
    expect(document.paths["/api/notes/{id}"]?.["put"]?.parameters).toMatchObject([
      { name: "id", in: "path", required: true },
    ]);
    expect(document.components.schemas["NoteReplacement"]?.required).toEqual(["text"]);
  });

  it("describes a query, without what is hidden", () => {
    const parameters = document.paths["/api/notes"]?.["get"]?.parameters ?? [];
    expect(parameters.map(({ name }) => name)).toEqual(["done", "limit", "after", "tag", "kind", "seq", "user"]);
    expect(parameters[1]).toMatchObject({
      in: "query",
      required: false,
      description: "The most of one page",
      schema: { default: 5 },
    });
    expect(parameters[2]?.schema).toEqual({ type: "string", format: "date-time" });
    expect(parameters[3]).toMatchObject({
      style: "form",
      explode: true,
      schema: { type: "array", items: { type: "string" } },
    });
  });

  it("names an operation after its procedure", () => {
    const nested = t.router({
      notes: t.router({
        one: t.procedure
          .meta({ openapi: { method: "GET", path: "/one" } })
          .output(z.string())
          .query(() => ""),
      }),
    });
    expect(describeRouter(nested).paths["/api/one"]?.["get"]?.operationId).toBe("notes-one");
  });

  it("has a header of the request once, if it is declared by hand", () => {
    const router = t.router({
      one: t.procedure
        .meta({
          openapi: {
            method: "GET",
            path: "/one",
            etag: () => '"1"',
            requestHeaders: z.object({ "if-none-match": z.string().optional() }),
          },
        })
        .output(z.string())
        .query(() => ""),
    });
    expect(describeRouter(router).paths["/api/one"]?.["get"]?.parameters).toHaveLength(1);
  });

  it("says who needs no token", () => {
    expect(document.paths["/api/notes/stats"]?.["get"]?.security).toEqual([]);
    expect(Object.keys(document.paths["/api/notes/stats"]?.["get"]?.responses ?? {})).not.toContain("401");
    expect(document.paths["/api/notes"]?.["get"]?.security).toEqual([{ bearer: [] }]);
  });

  it("holds a schema that holds itself, and two of one name apart", async () => {
    const tree = z.object({
      name: z.string(),
      get children() {
        return z.array(tree);
      },
    });
    const sized = (schema: z.ZodType) => z.object({ value: schema }).meta({ id: "Sized" });
    const router = t.router({
      plant: procedure
        .meta({ openapi: { method: "POST", path: "/trees", summary: "Plant", tags: ["Notes"] } })
        .input(z.object({ tree, size: sized(z.number().default(1)) }))
        .output(z.object({ tree, size: sized(z.number().default(1)) }))
        .mutation(({ input }) => input),
    });
    const described = describeRouter(router);
    expect(await new Validator().validate({ ...structuredClone(described) })).toMatchObject({ valid: true });
    expect(Object.keys(described.components.schemas)).toEqual(expect.arrayContaining(["Sized", "Sized2"]));
  });
});
