import type { AnyTRPCRouter } from "@trpc/server";
import { fastify, type FastifyInstance } from "fastify";
import { frameworkFault, sendProblem } from "../problem.js";
import { registerRest, type RestOptions } from "../register.js";
import { catalogue, type Context, NoteError, toFault } from "./notes.js";

export interface Served {
  readonly app: FastifyInstance;
  /** What procedures were called with. */
  readonly seen: unknown[];
  /** How often the body's first byte was asked for before the guard had spoken, and the like: what ran, in order. */
  readonly ran: string[];
}

const problems = {
  catalogue,
  problemType: (code: string) => `/errors/${code}`,
  requestId: () => "request-1",
};

/**
 * An app that serves a router of notes: `authorization: alice` is Alice, and `reader` may only read,
 * `nobody` nothing; `busy`, `away` and `broken` are what happens to everyone when a limiter, a database or the guard itself fails.
 */
export async function serve(router: AnyTRPCRouter, more: Partial<RestOptions<AnyTRPCRouter>> = {}): Promise<Served> {
  const seen: unknown[] = [];
  const ran: string[] = [];
  const app = fastify({
    frameworkErrors: (error, request, reply) => {
      void sendProblem(request, reply, { code: frameworkFault(error) ?? "internal" }, problems);
    },
  });
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, { code: "not_found" }, problems));
  await registerRest(app, {
    router,
    ...problems,
    createContext: (request): Context => ({ user: request.headers.authorization, seen }),
    guard: ({ user }: Context, { type, meta }) => {
      ran.push("guard");
      if (user === "busy") throw new NoteError("too_many_requests", { headers: { "retry-after": "7" } });
      if (user === "away") throw new NoteError("unavailable", { headers: { "retry-after": "1" } });
      if (user === "broken") throw new Error("the password is 1234");
      if (isOpen(meta)) return;
      if (user === "nobody") throw new NoteError("forbidden");
      if (user === undefined) throw new NoteError("unauthenticated", { headers: { "www-authenticate": "Bearer" } });
      if (user === "reader" && type === "mutation") throw new NoteError("forbidden");
    },
    toFault,
    ...more,
  });
  await app.ready();
  return { app, seen, ran };
}

/** Declared as open to everyone. */
function isOpen(meta: unknown): boolean {
  if (typeof meta !== "object" || meta === null || !("openapi" in meta)) return false;
  const { openapi } = meta;
  return typeof openapi === "object" && openapi !== null && "protect" in openapi && openapi.protect === false;
}
