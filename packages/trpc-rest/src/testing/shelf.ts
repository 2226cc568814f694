import { initTRPC } from "@trpc/server";
import { z } from "zod";
import type { Catalogue } from "../catalogue.js";
import { type HeaderField, type RestMeta, UnreadableHeader } from "../meta.js";
import { catalogue as notesCatalogue, NoteError } from "./notes.js";

/** A shelf of books: what `RestOperation` has for headers, several statuses, limits and examples. */
export const catalogue = {
  ...notesCatalogue,
  in_flight: { status: 409, title: "Under way", description: "Wait.", retryAfter: true },
  stale: { status: 412, title: "Changed meanwhile", description: "Read it again." },
} as const satisfies Catalogue;

export interface Shelf {
  readonly seen: unknown[];
  /** What `RestOptions.answer` makes of it. */
  answer: { status?: number; headers?: Record<string, string> };
}

interface ShelfMeta extends RestMeta {
  readonly scopes?: readonly string[];
}

const t = initTRPC.context<Shelf>().meta<ShelfMeta>().create();

const ifVersion: HeaderField = {
  name: "If-Match",
  read: (text) => {
    const [, digits] = /^"(\d+)"(?:, "\d+")*$/.exec(text) ?? [];
    if (digits === undefined) throw new UnreadableHeader("send the ETag, in its quotes");
    return Number(digits);
  },
  description: "The version to change",
  schema: { type: "string", pattern: '^"\\d+"' },
  example: '"3"',
};

const key: HeaderField = {
  name: "Idempotency-Key",
  read: (text) => {
    if (text === "boom") throw new Error("the password is 1234");
    if (!/^[\x21-\x7e, ]+$/.test(text)) throw new UnreadableHeader("send visible ASCII");
    return text === "-" ? undefined : text;
  },
  description: "Does it once",
};

const headers = { ifVersion, key };
const conditions = { ifVersion: z.int().max(1000).optional(), key: z.string().max(20).optional() };
const id = z.int();
const book = z.strictObject({ id, title: z.string(), version: z.int() }).meta({ id: "Book" });
const tags = ["Books"];
const etag = ({ version }: { version: number }) => (version === 0 ? `W/"0"` : `"${version}"`);
const location = (output: { id: number }) => `/api/books/${output.id}`;
const hobbit = { id: 7, title: "The Hobbit", version: 3 };

const gone = {
  type: "/errors/not_found",
  title: "Not there",
  status: 404,
  detail: "Not there",
  instance: "/api/books/404",
  code: "not_found",
  requestId: "request-1",
};

export const shelf = t.router({
  get: t.procedure
    .meta({
      openapi: {
        method: "GET",
        path: "/books/{id}",
        tags,
        summary: "Get a book",
        errors: ["not_found"],
        etag,
        examples: {
          there: { summary: "It is there", path: { id: "7" }, answer: hobbit },
          unchanged: { path: { id: "7" }, headers: { "If-None-Match": '"3"' }, status: 304 },
          gone: { path: { id: "404" }, status: 404, answer: gone },
        },
      },
      scopes: ["books:read"],
    })
    .input(z.object({ id }))
    .output(book)
    .query(({ input }) => {
      if (input.id === 404) throw new NoteError("not_found");
      return { ...hobbit, id: input.id, version: input.id === 9 ? 0 : 3 };
    }),
  search: t.procedure
    .meta({
      openapi: {
        method: "GET",
        path: "/books",
        tags,
        summary: "Search the shelf",
        description: "In no order.",
        examples: { two: { query: { label: ["a", "b c"], dueAfter: new Date(0), limit: 2 }, answer: { items: [] } } },
      },
      scopes: ["books:read", "labels:read"],
    })
    .input(
      z.object({
        label: z.array(z.string().min(1)).optional(),
        dueAfter: z.date().optional(),
        loanedAt: z.iso.datetime({ offset: true }).optional(),
        read: z.boolean().optional(),
        size: z.enum(["small", "large"]).optional(),
        list: z.union([z.uuid(), z.literal("none")]).optional(),
        limit: z.int().optional(),
      }),
    )
    .output(z.object({ items: z.array(book) }))
    .query(({ ctx, input }) => {
      ctx.seen.push(input);
      return { items: [] };
    }),
  put: t.procedure
    .meta({
      openapi: {
        method: "PUT",
        path: "/books/{id}",
        tags,
        summary: "Put a book there",
        otherStatuses: [201],
        errors: ["in_flight", "stale"],
        headers,
        etag,
        location,
        responseHeaders: z.object({
          "Idempotency-Replayed": z.literal("true").optional().describe("It was done before"),
        }),
        examples: {
          replace: {
            path: { id: "7" },
            headers: { "if-match": '"2"' },
            body: { title: "The Hobbit" },
            answer: hobbit,
          },
          create: {
            path: { id: "8" },
            body: { title: "Emma" },
            status: 201,
            answer: { ...hobbit, id: 8, title: "Emma" },
          },
        },
      },
      scopes: ["books:write"],
    })
    .input(
      z
        .strictObject({ id, title: z.string(), ...conditions })
        .meta({ id: "BookToPut", examples: [{ title: "Emma", key: "k" }] }),
    )
    .output(book)
    .mutation(({ ctx, input }) => {
      ctx.seen.push(input);
      if (input.id === 8) ctx.answer = { status: 201 };
      return { ...hobbit, id: input.id, title: input.title };
    }),
  add: t.procedure
    .meta({
      openapi: {
        method: "POST",
        path: "/books",
        tags,
        summary: "Add a book",
        status: 201,
        headers,
        location,
        bodyLimit: 3 * 1024 * 1024,
        responseHeaders: z.object({ "X-Shelf": z.string() }),
      },
      scopes: ["books:write"],
    })
    .input(z.object({ title: z.string(), ...conditions }))
    .output(book)
    .mutation(({ ctx, input }) => {
      ctx.seen.push(input);
      return hobbit;
    }),
  remove: t.procedure
    .meta({
      openapi: {
        method: "DELETE",
        path: "/books/{id}",
        tags,
        summary: "Throw it away.",
        status: 204,
        headers,
        protect: false,
      },
      scopes: ["books:write"],
    })
    .input(z.object({ id, ...conditions }))
    .output(z.void())
    .mutation(({ ctx, input }) => {
      ctx.seen.push(input);
    }),
});
