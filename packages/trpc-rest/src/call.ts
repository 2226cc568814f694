import { callTRPCProcedure, initTRPC, type AnyTRPCRouter, TRPCError } from "@trpc/server";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Issue } from "./decode.js";
import type { Input } from "./input.js";
import { withoutMark } from "./marks.js";
import type { Operation } from "./operations.js";
import { runProcedure } from "./run.js";

export type CallProcedure = (input: Input, ctx: unknown, request: FastifyRequest) => Promise<unknown>;

/**
 * How an operation's procedure is called: with an input that only its own schema has to look at, as tRPC would. With
 * one that this package refuses, what the procedure runs before it reads its input still comes first (who may not call
 * is told so, and not what is wrong with the input), and then all that is wrong is told at once.
 */
export function compileCall({ procedure }: Operation): CallProcedure {
  const { name: path, type, runnable } = procedure;
  const refusing = buildRefusing(procedure);
  return async ({ value, issues }, ctx, request) => {
    const getRawInput = async () => value;
    if (issues.length === 0) return runProcedure(runnable, { ctx, getRawInput, batchIndex: 0, request });
    const refusal = await explain(procedure, value, issues);
    const call = { ctx, path, type, signal: request.signal, batchIndex: 0 };
    return callTRPCProcedure({ router: refusing(refusal), ...call, getRawInput });
  };
}

type Refusing = (refusal: TRPCError) => AnyTRPCRouter;

function buildRefusing({ name, type, meta, middlewares }: Operation["procedure"]): Refusing {
  const t = initTRPC.context<object>().meta<object>().create();
  const base = t.procedure.meta(typeof meta === "object" && meta !== null ? meta : {});
  const before = middlewares.reduce((builder, middleware) => builder.use(middleware), base);
  return (refusal) => {
    const fail = () => {
      throw refusal;
    };
    return t.router({ [name]: type === "query" ? before.query(fail) : before.mutation(fail) });
  };
}

/** Every fault at once: ours, and those that the schemas find beside them. */
async function explain({ inputs }: Operation["procedure"], value: unknown, own: readonly Issue[]): Promise<TRPCError> {
  const results = await Promise.all(inputs.map((input) => z.safeParseAsync(input, value)));
  const found = results.flatMap(({ error }) => error?.issues ?? []);
  // A field that is not known is a fault of its own, and says nothing of what holds it.
  const placed = own.filter(({ code }) => code !== "unrecognized_keys");
  const told = new Set(placed.map(({ path }) => JSON.stringify(withoutMark(path))));
  const others = found.filter(({ path, code }) => code === "unrecognized_keys" || !told.has(JSON.stringify(path)));
  return new TRPCError({ code: "BAD_REQUEST", cause: new z.ZodRealError([...own, ...others]) });
}
