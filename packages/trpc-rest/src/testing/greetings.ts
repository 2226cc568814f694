import { initTRPC, TRPCError } from "@trpc/server";
import { describeRest, registerRest, UnreadableHeader } from "../index.js";
import type { Catalogue, Fault, RestMeta } from "../index.js";
import { fastify } from "fastify";
import { z } from "zod";

/** Every error of the API; `Catalogue` says which codes must be there. */
const catalogue = {
  malformed: { status: 400, title: "Unreadable", description: "Send what the document describes." },
  method_not_allowed: { status: 405, title: "No such method", description: "`Allow` lists those there are." },
  not_acceptable: { status: 406, title: "Only JSON", description: "Accept `application/json`." },
  stale: { status: 412, title: "Changed meanwhile", description: "Read it again." },
  payload_too_large: { status: 413, title: "Too large", description: "Send less." },
  unsupported_media_type: { status: 415, title: "Not JSON", description: "Send `application/json`." },
  validation_failed: { status: 422, title: "Invalid", description: "`errors` lists every fault." },
  internal: { status: 500, title: "Failed", description: "Not your fault." },
} as const satisfies Catalogue;

const greetings = new Map<string, { text: string; version: number }>();

interface Context {
  /** Whether the call made something. */
  created: boolean;
}

const t = initTRPC.context<Context>().meta<RestMeta>().create();

const router = t.router({
  greet: t.procedure
    .meta({
      openapi: {
        method: "PUT",
        path: "/greetings/{name}",
        summary: "Greet someone",
        otherStatuses: [201],
        errors: ["stale"],
        location: ({ name }: { name: string }) => `/api/greetings/${encodeURIComponent(name)}`,
        etag: ({ version }: { version: number }) => `"${version}"`,
        headers: { ifVersion: { name: "If-Match", read: readVersion, description: "The version to replace" } },
        bodyLimit: 10_000,
        examples: {
          ada: {
            path: { name: "Ada" },
            body: { text: "Hello" },
            status: 201,
            answer: { name: "Ada", text: "Hello", version: 1 },
          },
        },
      },
    })
    .input(z.object({ name: z.string(), text: z.string().min(1), ifVersion: z.int().optional() }))
    .output(z.object({ name: z.string(), text: z.string(), version: z.int() }))
    .mutation(({ ctx, input: { name, text, ifVersion } }) => {
      const old = greetings.get(name);
      if (ifVersion !== undefined && old?.version !== ifVersion) throw new TRPCError({ code: "PRECONDITION_FAILED" });
      ctx.created = old === undefined;
      const greeting = { text, version: (old?.version ?? 0) + 1 };
      greetings.set(name, greeting);
      return { name, ...greeting };
    }),
});

function readVersion(text: string): number {
  const [, digits] = /^"(\d+)"$/.exec(text) ?? [];
  if (digits === undefined) throw new UnreadableHeader("send one ETag, in its quotes");
  return Number(digits);
}

function toFault(error: unknown): Fault {
  if (!(error instanceof TRPCError)) return { code: "internal", cause: error };
  if (error.code === "PRECONDITION_FAILED") return { code: "stale" };
  if (!(error.cause instanceof z.ZodError)) return { code: "internal", cause: error };
  const errors = error.cause.issues.flatMap(({ path, message, code, ...issue }) => {
    const paths = "keys" in issue ? issue.keys.map((key) => [...path, key]) : [path];
    return paths.map((keys) => ({ pointer: keys.map((key) => `/${String(key)}`).join(""), message, code }));
  });
  return { code: "validation_failed", errors };
}

const problemType = (code: string) => `/errors/${code}`;

export const app = fastify();
await registerRest(app, {
  router,
  catalogue,
  createContext: (): Context => ({ created: false }),
  answer: ({ created }) => ({ status: created ? 201 : 200 }),
  toFault,
  problemType,
  requestId: (request) => request.id,
});

export const document = describeRest({
  router,
  catalogue,
  info: { title: "Greetings", version: "1" },
  problemType,
});
