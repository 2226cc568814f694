import { appRouter, requireScope, toFault } from "@typedo/api";
import { registerRest } from "@typedo/trpc-rest";
import type { FastifyInstance } from "fastify";
import type { Setting } from "../app.js";
import { contextOf } from "../context-of.js";
import { logFault } from "../log-fault.js";
import { problemOptions } from "../problems.js";

/** The door of everyone else: the same procedures, as plain JSON. */
export async function serveRest(app: FastifyInstance, { services }: Setting): Promise<void> {
  await registerRest(app, {
    ...problemOptions,
    router: appRouter,
    prefix: "/api",
    createContext: (request) => contextOf(request, services),
    guard: (context, { meta }) => {
      requireScope(context, meta.scope);
    },
    answer: ({ outcome }) => ({
      ...(outcome.created && { status: 201 }),
      ...(outcome.replayed && { headers: { "idempotency-replayed": "true" } }),
    }),
    toFault,
    onFault: logFault,
  });
}
