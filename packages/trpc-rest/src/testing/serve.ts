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

/** An app that serves a router of notes: `authorization: alice` is Alice, and `reader` may only read. */
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
    guard: ({ user }: Context, { type }) => {
      ran.push("guard");
      if (user === undefined) throw new NoteError("unauthenticated", { headers: { "www-authenticate": "Bearer" } });
      if (user === "reader" && type === "mutation") throw new NoteError("forbidden");
    },
    toFault,
    ...more,
  });
  await app.ready();
  return { app, seen, ran };
}
