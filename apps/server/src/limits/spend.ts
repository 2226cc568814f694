import { ApiError } from "@typedo/api";
import type { FastifyReply } from "fastify";
import type { Spent } from "./lease.js";
import type { Limiter } from "./limiter.js";
import { secondsLeft, tellBudget } from "./rate-limit-fields.js";

/** Where a request is paid from. */
export interface Budget {
  readonly limiter: Limiter | undefined;
  readonly key: string;
}

/**
 * Pays `cost` out of each of the budgets, and tells the caller what is left. Gives the refusal where one of them can't pay:
 * then none has paid.
 */
export async function spend(
  budgets: readonly Budget[],
  cost: number,
  reply: FastifyReply,
): Promise<ApiError | undefined> {
  const paid: { readonly limiter: Limiter; readonly key: string; readonly spent: Spent }[] = [];
  for (const { limiter, key } of budgets) {
    if (!limiter) continue;
    const spent = await limiter.spend(key, cost);
    if (!spent.admitted) {
      for (const one of paid) one.limiter.giveBack(one.key, cost, one.spent);
      tellBudget(reply, limiter, spent);
      return refuse(limiter, spent);
    }
    paid.push({ limiter, key, spent });
  }
  for (const { limiter, spent } of paid) tellBudget(reply, limiter, spent);
  return undefined;
}

export function refuse({ perMinute }: Limiter, spent: Spent): ApiError {
  const seconds = secondsLeft(spent);
  return new ApiError("too_many_requests", {
    detail: `${perMinute} a minute are allowed: try again in ${seconds} s`,
    headers: { "retry-after": String(seconds) },
  });
}
