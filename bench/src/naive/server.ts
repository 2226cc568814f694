import { fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import { drizzle } from "drizzle-orm/postgres-js";
import { fastify } from "fastify";
import { jwtVerify } from "jose";
import postgres from "postgres";
import { fastifyTRPCOpenApiPlugin } from "trpc-to-openapi";
import type { RunningServer } from "../bare/server.js";
import type { ServerSettings } from "../env.js";
import { type Context, naiveRouter } from "./router.js";

interface Incoming {
  readonly headers: { readonly authorization?: string | undefined };
}

/** The same API from the usual parts, put together as their pages show it, with nothing done for speed. */
export async function startNaive(settings: ServerSettings): Promise<RunningServer> {
  const client = postgres(settings.databaseUrl, {
    max: settings.poolSize,
    ...(settings.socketDirectory !== undefined && { host: settings.socketDirectory }),
    onnotice: () => {},
    connection: { TimeZone: "UTC" },
  });
  const database = drizzle(client);
  const key = new TextEncoder().encode(settings.secret);

  async function createContext({ req }: { req: Incoming }): Promise<Context> {
    const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? "")?.[1];
    const expected = { issuer: settings.baseUrl, audience: settings.baseUrl, algorithms: ["HS256"] };
    const verified = token === undefined ? undefined : await jwtVerify(token, key, expected).catch(() => undefined);
    return { userId: verified?.payload.sub, database };
  }

  const app = fastify({ routerOptions: { maxParamLength: 5000 } });
  app.get("/readyz", () => ({}));
  await app.register(fastifyTRPCPlugin, {
    prefix: "/api/trpc",
    trpcOptions: { router: naiveRouter, createContext },
  });
  await app.register(fastifyTRPCOpenApiPlugin, {
    basePath: "/api",
    router: naiveRouter,
    createContext,
    responseMeta: ({ paths, errors }: { paths?: readonly string[] | undefined; errors: readonly unknown[] }) =>
      errors.length === 0 && paths?.[0] === "tasks.create" ? { status: 201 } : {},
  });
  await app.listen({ port: settings.port, host: "127.0.0.1" });
  return {
    async close() {
      await app.close();
      await client.end({ timeout: 1 });
    },
  };
}
