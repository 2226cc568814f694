import { appRouter, errorCatalogue } from "@typedo/api";
import { describeRest } from "@typedo/trpc-rest";
import { problemType } from "./problem-type.js";

const DESCRIPTION = `Tasks, kept for one user each. Get a token at \`GET /api/auth/access-token\` of a signed-in session, or make an API
key at \`/api/me/keys\`, and send it as \`Authorization: Bearer <token>\`. Instants are RFC 3339 in UTC. Every error is
\`application/problem+json\` (RFC 9457). Guides are at [/docs/guides](/docs/guides).`;

const text = { type: "string" } as const;

/** The OpenAPI 3.1 document of the REST door. */
export function describeApi(baseUrl: string) {
  return describeRest({
    router: appRouter,
    prefix: "/api",
    catalogue: errorCatalogue,
    info: {
      title: "Typedo",
      version: "1.0.0",
      description: DESCRIPTION,
      contact: { name: "Whoever runs this server", url: baseUrl },
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: baseUrl }],
    tags: [
      { name: "Tasks", description: "What is to be done" },
      { name: "Account", description: "Who you are, and what you have set for all tasks" },
      { name: "API keys", description: "For programs that call in your name" },
    ],
    problemType,
    scopesOf: ({ scope }) => [scope],
    scopesListedBy: "oauth2",
    commonHeaders: {
      "RateLimit-Policy": {
        description: "The limit that counts here (IETF draft): its name, requests, seconds",
        schema: text,
      },
      RateLimit: { description: "What is left of it, and the seconds until it is whole again", schema: text },
      "Cache-Control": { description: "`private, no-cache`: kept by its user alone, and asked for anew", schema: text },
    },
    securitySchemes: {
      bearer: {
        type: "http",
        scheme: "bearer",
        description:
          "A JWT (HS256 with the shared secret, or EdDSA with a key of `/api/auth/jwks`), or an API key (`typedo_…`)",
      },
    },
  });
}
