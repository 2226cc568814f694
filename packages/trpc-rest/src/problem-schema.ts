import type { Catalogue } from "./catalogue.js";
import type { JsonSchema } from "./json-schema.js";

/** The body of every error (RFC 9457). */
export function problemSchema(catalogue: Catalogue): JsonSchema {
  return {
    type: "object",
    description: "An error (RFC 9457)",
    properties: {
      type: { type: "string", format: "uri-reference", description: "A page about this error" },
      title: { type: "string" },
      status: { type: "integer" },
      detail: { type: "string", description: "What happened this time, for people" },
      instance: { type: "string", description: "The request's path" },
      code: { type: "string", enum: Object.keys(catalogue) },
      requestId: { type: "string" },
      errors: {
        type: "array",
        description: "Every fault of the input",
        items: {
          type: "object",
          properties: {
            pointer: {
              type: "string",
              description: "A JSON pointer (RFC 6901) into the body, or `query.name`, `path.name`, `header.Name`",
            },
            message: { type: "string" },
            code: { type: "string" },
          },
          required: ["pointer", "message", "code"],
        },
      },
    },
    required: ["type", "title", "status", "detail", "instance", "code", "requestId"],
  };
}
