import { fastifyTRPCPlugin, type FastifyTRPCPluginOptions } from "@trpc/server/adapters/fastify";
import { type AppRouter, appRouter, toFault } from "@typedo/api";
import type { FastifyInstance } from "fastify";
import type { Setting } from "../app.js";
import { contextOf } from "../context-of.js";
import { logFault } from "../log-fault.js";

/** Calls in one batch. A client's `maxItems` may not be more. */
const BATCH_LIMIT = 10;

/** The door of typed clients. */
export async function serveTrpc(app: FastifyInstance, { services }: Setting): Promise<void> {
  const options: FastifyTRPCPluginOptions<AppRouter> = {
    prefix: "/api/trpc",
    trpcOptions: {
      router: appRouter,
      maxBatchSize: BATCH_LIMIT,
      createContext: ({ req }) => contextOf(req, services),
      onError: ({ req, error }) => logFault(req, toFault(error)),
      responseMeta: ({ errors }) => ({
        headers: new Headers({
          "cache-control": "private, no-cache",
          vary: "Authorization, Origin",
          ...(errors[0] && toFault(errors[0]).headers),
        }),
      }),
    },
  };
  await app.register(fastifyTRPCPlugin, options);
}
