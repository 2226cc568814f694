import { ApiError } from "@typedo/api";
import type { FastifyReply } from "fastify";
import type { Spent } from "./lease.js";
import type { Limiter } from "./limiter.js";
import { secondsLeft, tellBudget } from "./rate-limit-fields.js";

/** Pays `cost` out of one budget, and tells the caller what is left. Gives the refusal where it can't be paid. */
export async function spend(
  limiter: Limiter | undefined,
  key: string,
  cost: number,
  reply: FastifyReply,
): Promise<ApiError | undefined> {
  if (!limiter) return undefined;
  const spent = await limiter.spend(key, cost);
  tellBudget(reply, limiter, spent);
  return spent.admitted ? undefined : refuse(limiter, spent);
}

export function refuse({ perMinute }: Limiter, spent: Spent): ApiError {
  const seconds = secondsLeft(spent);
  return new ApiError("too_many_requests", {
    detail: `${perMinute} a minute are allowed: try again in ${seconds} s`,
    headers: { "retry-after": String(seconds) },
  });
}
