import { initTRPC, TRPCError } from "@trpc/server";
import { z } from "zod";
import type { Catalogue, Fault } from "../catalogue.js";
import type { RestMeta } from "../meta.js";

/** A small API of its own: notes. What a router can declare is in it somewhere. */
export const catalogue = {
  malformed: { status: 400, title: "Unreadable", description: "Send well-formed JSON." },
  unauthenticated: { status: 401, title: "No token", description: "Send a token." },
  forbidden: { status: 403, title: "Not allowed", description: "Ask for more." },
  not_found: { status: 404, title: "Not there", description: "There is no such thing." },
  method_not_allowed: { status: 405, title: "No such method", description: "See Allow." },
  not_acceptable: { status: 406, title: "JSON only", description: "Accept JSON." },
  conflict: { status: 409, title: "There already", description: "Choose another id." },
  payload_too_large: { status: 413, title: "Too large", description: "Send less." },
  unsupported_media_type: { status: 415, title: "Not JSON", description: "Send JSON." },
  validation_failed: { status: 422, title: "Invalid", description: "See errors." },
  too_many_requests: { status: 429, title: "Too many", description: "Wait." },
  internal: { status: 500, title: "Failed", description: "Not your fault." },
  unavailable: { status: 503, title: "Away", description: "Try again." },
} as const satisfies Catalogue;

type Code = keyof typeof catalogue;

/** An error of the API. */
export class NoteError extends TRPCError {
  readonly fault: Fault;

  constructor(code: Code, fault: Omit<Fault, "code"> = {}) {
    super({ code: "BAD_REQUEST", message: code });
    this.fault = { code, ...fault };
  }
}

export function toFault(error: unknown): Fault {
  if (error instanceof NoteError) return error.fault;
  if (error instanceof TRPCError && error.cause instanceof z.ZodError) {
    const errors = error.cause.issues.flatMap((issue) => {
      const paths = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
      return paths.map((path) => ({
        pointer: path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
        message: issue.message,
        code: issue.code,
      }));
    });
    return { code: "validation_failed", errors };
  }
  return { code: "internal", cause: error };
}

export interface Context {
  readonly user: string | undefined;
  /** What procedures were called with, for tests to look at. */
  readonly seen: unknown[];
}

export const t = initTRPC.context<Context>().meta<RestMeta>().create();

/** Refuses who names another user, before the input is looked at, as an API does that lets nobody act for another. */
export const procedure = t.procedure.use(async ({ ctx, getRawInput, next }) => {
  const raw = await getRawInput();
  if (typeof raw === "object" && raw !== null && "user" in raw && raw.user !== ctx.user)
    throw new NoteError("forbidden");
  return next();
});

const id = z.string().min(1).max(200).toLowerCase();

export const note = z
  .strictObject({
    id,
    text: z.string(),
    tags: z.array(z.string()),
    due: z.date().nullable(),
    size: z.bigint().optional(),
    version: z.int(),
  })
  .meta({ id: "Note" });

const writable = {
  text: z
    .string()
    .min(1)
    .max(100)
    .meta({ description: "What it says", examples: ["Hello"] }),
  tags: z.array(z.string().min(1)).max(3).default([]),
  due: z.date().nullable().default(null),
};

const user = z.string().optional();
const etag = (output: { version: number }) => `"${output.version}"`;
const tags = ["Notes"];

export const notes = t.router({
  get: procedure
    .meta({
      openapi: { method: "GET", path: "/notes/{id}", tags, summary: "Get a note", errors: ["not_found"], etag },
    })
    .input(z.strictObject({ id, user }))
    .output(note)
    .query(({ ctx, input }) => {
      ctx.seen.push(input);
      if (input.id === "lost") throw new NoteError("not_found");
      if (input.id === "broken") throw new Error("the password is 1234");
      if (input.id === "busy") throw new NoteError("too_many_requests", { headers: { "retry-after": "7" } });
      if (input.id === "away") throw new NoteError("unavailable", { headers: { "retry-after": "1" } });
      return { id: input.id, text: "Hi", tags: [], due: new Date("2026-01-02T03:04:05Z"), size: 12n, version: 3 };
    }),
  // Declared after `/notes/{id}`, which would take it for an id.
  stats: procedure
    .meta({ openapi: { method: "GET", path: "/notes/stats", tags, summary: "Count notes", protect: false } })
    .output(z.object({ count: z.int() }))
    .query(() => ({ count: 7 })),
  list: procedure
    .meta({
      openapi: {
        method: "GET",
        path: "/notes",
        tags,
        summary: "List notes",
        hidden: ["secret"],
        link: (output: { items: unknown[] }, target) =>
          output.items.length > 0 ? `<${target.split("?")[0] ?? ""}?page=2>; rel="next"` : undefined,
      },
    })
    .input(
      z.object({
        done: z.boolean().optional(),
        limit: z.int().min(1).max(10).default(5).meta({ description: "The most of one page" }),
        after: z.date().optional(),
        tag: z.array(z.string()).optional(),
        kind: z.union([z.literal("none"), z.number()]).optional(),
        seq: z.bigint().optional(),
        secret: z.string().optional(),
        user,
      }),
    )
    .output(z.object({ items: z.array(note) }))
    .query(({ ctx, input }) => {
      ctx.seen.push(input);
      return { items: [{ id: "a", text: "A", tags: [], due: null, version: 1 }] };
    }),
  create: procedure
    .meta({
      openapi: {
        method: "POST",
        path: "/notes",
        tags,
        summary: "Write a note",
        status: 201,
        errors: ["conflict"],
        etag,
        location: (output: { id: string }) => `/api/notes/${encodeURIComponent(output.id)}`,
      },
    })
    .input(z.object({ id: id.optional(), ...writable, user }).meta({ id: "NewNote", examples: [{ text: "Hello" }] }))
    .output(note)
    .mutation(({ ctx, input }) => {
      ctx.seen.push(input);
      if (input.text === "again") throw new NoteError("conflict");
      return { id: input.id ?? "new", text: input.text, tags: input.tags, due: input.due, version: 1 };
    }),
  replace: procedure
    .meta({
      openapi: { method: "PUT", path: "/notes/{id}", tags, summary: "Replace a note", errors: ["not_found"], etag },
    })
    .input(z.strictObject({ id, ...writable, user }).meta({ id: "NoteReplacement" }))
    .output(note)
    .mutation(({ ctx, input }) => {
      ctx.seen.push(input);
      if (input.id === "lost") throw new NoteError("not_found");
      return { id: input.id, text: input.text, tags: input.tags, due: input.due, version: 2 };
    }),
  remove: procedure
    .meta({
      openapi: {
        method: "DELETE",
        path: "/notes/{id}",
        tags,
        summary: "Throw a note away",
        status: 204,
        errors: ["not_found"],
      },
    })
    .input(z.strictObject({ id, user }))
    .output(z.void())
    .mutation(({ ctx, input }) => {
      ctx.seen.push(input);
      if (input.id === "lost") throw new NoteError("not_found");
    }),
  pin: procedure
    .meta({ openapi: { method: "POST", path: "/notes/{id}:pin", tags, summary: "Pin a note", errors: ["not_found"] } })
    .input(z.strictObject({ id, user }))
    .output(z.object({ pinned: z.boolean() }))
    .mutation(({ ctx, input }) => {
      ctx.seen.push(input);
      if (input.id === "lost") throw new NoteError("not_found");
      return { pinned: true };
    }),
});
