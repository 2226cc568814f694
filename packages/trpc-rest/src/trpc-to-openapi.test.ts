import { initTRPC } from "@trpc/server";
import { fastify } from "fastify";
import { fastifyTRPCOpenApiPlugin, generateOpenApiDocument, type OpenApiMeta } from "trpc-to-openapi";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { describeRest } from "./document.js";
import type { RestMeta } from "./meta.js";
import { catalogue } from "./testing/notes.js";
import { serve, type Served } from "./testing/serve.js";

const t = initTRPC.context<object>().meta<OpenApiMeta>().create();

const item = z.object({ id: z.string(), count: z.number() });

/** Written for trpc-to-openapi: nothing in it is ours. */
const router = t.router({
  get: t.procedure
    .meta({ openapi: { method: "GET", path: "/items/{id}", errorResponses: [404] } })
    .input(z.object({ id: z.string(), count: z.number().default(1) }))
    .output(item)
    .query(({ input }) => input),
  create: t.procedure
    .meta({ openapi: { method: "POST", path: "/items" } })
    .input(item)
    .output(item)
    .mutation(({ input }) => input),
  remove: t.procedure
    .meta({ openapi: { method: "DELETE", path: "/items/{id}" } })
    .input(z.object({ id: z.string() }))
    .output(z.object({ removed: z.string() }))
    .mutation(({ input }) => ({ removed: input.id })),
  form: t.procedure
    .meta({ openapi: { method: "POST", path: "/form", contentTypes: ["application/x-www-form-urlencoded"] } })
    .input(item)
    .output(item)
    .mutation(({ input }) => input),
});

const theirs = fastify();
let ours: Served;

beforeAll(async () => {
  ours = await serve(router, { guard: () => undefined });
  await theirs.register(fastifyTRPCOpenApiPlugin, { router, basePath: "/api", createContext: () => ({}) });
});
afterAll(async () => {
  await ours.app.close();
  await theirs.close();
});

describe("a router written for trpc-to-openapi", () => {
  it("has a meta that is ours too", () => {
    expectTypeOf<Pick<OpenApiMeta, "openapi">>().toExtend<RestMeta>();
  });

  it("has the same paths and methods", () => {
    const listed = (paths: object) =>
      Object.entries(paths).map(([path, methods]) => [path.replace(/^\/api/, ""), Object.keys(methods)]);
    const described = describeRest({
      router,
      catalogue,
      info: { title: "x", version: "1" },
      problemType: (code) => code,
    });
    const document = generateOpenApiDocument(router, { title: "x", version: "1", baseUrl: "http://x" });
    expect(listed(described.paths)).toEqual(listed(document.paths ?? {}));
  });

  it.each([
    ["GET", "/api/items/a", undefined],
    ["GET", "/api/items/a?count=3", undefined],
    ["POST", "/api/items", { id: "a", count: 3 }],
    ["DELETE", "/api/items/a", undefined],
  ] as const)("has the same success: %s %s", async (method, url, payload) => {
    const [left, right] = await Promise.all(
      [ours.app, theirs].map((app) => app.inject({ method, url, ...(payload && { payload }) })),
    );
    expect([left?.statusCode, left?.json()]).toEqual([right?.statusCode, right?.json()]);
    expect(left?.statusCode).toBe(200);
  });

  it("reads forms where it says so, and only there", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const send = (url: string) => ours.app.inject({ method: "POST", url, headers, payload: "id=a+b&count=3" });
    expect((await send("/api/form")).json()).toEqual({ id: "a b", count: 3 });
    expect((await send("/api/items")).statusCode).toBe(415);
  });

  it("stays as it was: a request does not make tRPC take text for numbers", async () => {
    const own = z.object({ count: z.number() });
    const fresh = t.router({
      get: t.procedure
        .meta({ openapi: { method: "GET", path: "/n" } })
        .input(own)
        .output(own)
        .query(({ input }) => input),
    });
    const { app } = await serve(fresh, { guard: () => undefined });
    expect((await app.inject("/api/n?count=3")).json()).toEqual({ count: 3 });
    expect(own.safeParse({ count: "3" }).success).toBe(false);
    await app.close();
  });
});
