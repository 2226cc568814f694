import type { FastifyReply } from "fastify";
import { WINDOW } from "./budget-store.js";
import type { Spent } from "./lease.js";
import type { Limiter } from "./limiter.js";

const told = new WeakMap<FastifyReply, Map<string, { readonly policy: string; readonly limit: string }>>();

/**
 * Puts a limit, and what is left of it, into `RateLimit-Policy` and `RateLimit`: one item for each limit that a request
 * met. https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/11/
 */
export function tellBudget(reply: FastifyReply, { name, perMinute }: Limiter, spent: Spent): void {
  const items = told.get(reply) ?? new Map();
  told.set(reply, items);
  items.set(name, {
    policy: `"${name}";q=${perMinute};w=${WINDOW / 1000}`,
    limit: `"${name}";r=${spent.remaining};t=${secondsLeft(spent)}`,
  });
  const all = [...items.values()];
  reply.header("ratelimit-policy", all.map(({ policy }) => policy).join(", "));
  reply.header("ratelimit", all.map(({ limit }) => limit).join(", "));
}

/** Whole seconds until the budget is whole again: at least one, so that nobody comes back too early. */
export function secondsLeft({ msLeft }: Spent): number {
  return Math.max(1, Math.ceil(msLeft / 1000));
}
