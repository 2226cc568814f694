import { TRPCError } from "@trpc/server";
import { z } from "zod";
import type { Step } from "./run.js";
import type { Schema } from "./schema.js";

/** As tRPC checks an output, but for the copies of copies that it makes of each result. */
export function outputCheck(output: Schema): Step {
  const parse = isSynchronous(output)
    ? (data: unknown) => z.parse(output, data)
    : (data: unknown) => z.parseAsync(output, data);
  return async ({ next }) => {
    const result = await next();
    if (!result?.ok) return result;
    try {
      return { ok: true, data: await parse(result.data) };
    } catch (cause) {
      throw new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "Output validation failed", cause });
    }
  };
}

/** Whose `parseAsync` was taken away, so that tRPC uses `parse`: twice as fast, where nothing has to be waited for. */
function isSynchronous(schema: Schema): boolean {
  return "parseAsync" in schema && schema.parseAsync === undefined;
}
