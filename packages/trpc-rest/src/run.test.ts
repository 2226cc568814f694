import { callTRPCProcedure, initTRPC, TRPCError } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { runProcedure } from "./run.js";
import { listRunnables } from "./runnables.js";

const t = initTRPC.context<{ user: string }>().create();
const id = z.object({ id: z.coerce.number() });
const procedure = t.procedure.meta({ openapi: { method: "GET", path: "/x" } }).output(z.unknown());

const router = t.router({
  context: procedure
    .use(({ ctx, next }) => next({ ctx: { role: `of ${ctx.user}` } }))
    .use(({ ctx, next }) => next({ ctx: { ...ctx, twice: [ctx.role, ctx.user] } }))
    .query(({ ctx }) => ctx),
  inputs: procedure
    .input(id)
    .input(z.object({ text: z.string().default("none") }))
    .query(({ input }) => input),
  options: procedure
    .use(({ type, meta, next }) => next({ ctx: { type, meta } }))
    .input(id)
    .mutation(({ ctx, path, batchIndex, signal }) => ({ ctx, path, batchIndex, signal })),
  rawInput: procedure
    .use(async ({ getRawInput, next }) => next({ getRawInput: async () => ({ was: await getRawInput(), id: "9" }) }))
    .input(id)
    .use(async ({ getRawInput, input, next }) => next({ ctx: { seen: [await getRawInput(), input] } }))
    .query(({ ctx }) => ctx.seen),
  output: t.procedure
    .meta({ openapi: { method: "GET", path: "/x" } })
    .output(z.object({ kept: z.string() }))
    .query(() => ({ kept: "this", dropped: "that" })),
  badOutput: t.procedure
    .meta({ openapi: { method: "GET", path: "/x" } })
    .output(z.object({ kept: z.string() }))
    .query((): { kept: string } => JSON.parse('{"kept":1}')),
  after: procedure
    .use(async ({ next }) => {
      const result = await next();
      return result.ok ? result : next({ ctx: { user: "somebody else" } });
    })
    .query(({ ctx }) => {
      if (ctx.user === "ann") throw new Error("not for ann");
      return ctx.user;
    }),
  refuses: procedure
    .use(() => {
      throw new TRPCError({ code: "FORBIDDEN", message: "no" });
    })
    .query(() => "never"),
  breaks: procedure.query(() => {
    throw new RangeError("broken");
  }),
  silent: t.procedure
    .use(async () => JSON.parse("null"))
    .meta({ openapi: { method: "GET", path: "/x" } })
    .output(z.unknown())
    .query(() => "never"),
});

const runnables = listRunnables(router);

/** What came of a call, by tRPC or by us, so that both can be compared. */
async function outcomeOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return { data: await call() };
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    const { code, message, cause } = error;
    return { code, message, cause };
  }
}

async function callBoth(name: string, input: unknown): Promise<readonly unknown[]> {
  const runnable = runnables.get(name);
  if (!runnable) throw new Error(`there is no ${name}`);
  const ctx = { user: "ann" };
  const { signal } = new AbortController();
  const { type } = runnable;
  const call = { ctx, batchIndex: 3, getRawInput: async () => input };
  return [
    await outcomeOf(() => runProcedure(runnable, { ...call, request: { signal } })),
    await outcomeOf(() => callTRPCProcedure({ router, path: name, type, signal, ...call })),
  ];
}

describe("a procedure's run", () => {
  it.each([
    ["context", undefined, { data: { user: "ann", role: "of ann", twice: ["of ann", "ann"] } }],
    ["inputs", { id: "7" }, { data: { id: 7, text: "none" } }],
    ["inputs", { id: "seven" }, { code: "BAD_REQUEST" }],
    [
      "options",
      { id: 7 },
      { data: { path: "options", batchIndex: 3, ctx: { type: "mutation", meta: { openapi: {} } } } },
    ],
    ["rawInput", { id: 7 }, { data: [{ was: { id: 7 }, id: "9" }, { id: 9 }] }],
    ["output", undefined, { data: { kept: "this" } }],
    ["badOutput", undefined, { code: "INTERNAL_SERVER_ERROR", message: "Output validation failed" }],
    ["after", undefined, { data: "somebody else" }],
    ["refuses", undefined, { code: "FORBIDDEN", message: "no" }],
    ["breaks", undefined, { code: "INTERNAL_SERVER_ERROR", cause: new RangeError("broken") }],
  ])("is tRPC's: %s of %j", async (name, input, expected) => {
    const [ours, theirs] = await callBoth(name, input);
    expect(theirs).toMatchObject(expected);
    expect(ours).toEqual(theirs);
  });

  it("names the procedure whose middleware gave nothing", async () => {
    const [ours, theirs] = await callBoth("silent", undefined);
    expect(theirs).toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
    expect(ours).toMatchObject({ code: "INTERNAL_SERVER_ERROR", message: expect.stringContaining("silent") });
  });

  it("does not ask for a signal that nobody reads", async () => {
    const asked: string[] = [];
    const request = {
      get signal() {
        asked.push("signal");
        return AbortSignal.abort();
      },
    };
    const run = (name: string) => {
      const runnable = runnables.get(name);
      if (!runnable) throw new Error(`there is no ${name}`);
      const getRawInput = async () => ({ id: 1 });
      return runProcedure(runnable, { ctx: { user: "ann" }, getRawInput, batchIndex: 0, request });
    };
    await run("inputs");
    expect(asked).toEqual([]);
    expect(await run("options")).toMatchObject({ signal: { aborted: true } });
    expect(asked).toEqual(["signal"]);
  });
});
