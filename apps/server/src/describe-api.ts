import { appRouter, errorCatalogue } from "@typedo/api";
import { describeRest } from "@typedo/trpc-rest";
import { problemType } from "./problem-type.js";

const DESCRIPTION = `Tasks, kept for one user each. Get a token at \`GET /api/auth/access-token\` of a signed-in session, and send it as
\`Authorization: Bearer <token>\`. Instants are RFC 3339 in UTC. Every error is \`application/problem+json\` (RFC 9457).`;

/** The OpenAPI 3.1 document of the REST door. */
export function describeApi(baseUrl: string) {
  return describeRest({
    router: appRouter,
    prefix: "/api",
    catalogue: errorCatalogue,
    info: { title: "Typedo", version: "1.0.0", description: DESCRIPTION, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: baseUrl }],
    tags: [{ name: "Tasks", description: "What is to be done" }],
    problemType,
    securitySchemes: {
      bearer: {
        type: "http",
        scheme: "bearer",
        bearerFormat: "JWT",
        description: "A JWT: HS256 with the shared secret, or EdDSA with a key of `/api/auth/jwks`",
      },
    },
  });
}
