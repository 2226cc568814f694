import type { FastifyReply } from "fastify";
import { WINDOW } from "./budget-store.js";
import type { Spent } from "./lease.js";
import type { Limiter } from "./limiter.js";

/**
 * Puts a limit, and what is left of it, into `RateLimit-Policy` and `RateLimit`: one item for each limit that a request
 * met. https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/11/
 */
export function tellBudget(reply: FastifyReply, { name, perMinute }: Limiter, spent: Spent): void {
  setItem(reply, "ratelimit-policy", name, `q=${perMinute};w=${WINDOW / 1000}`);
  setItem(reply, "ratelimit", name, `r=${spent.remaining};t=${secondsLeft(spent)}`);
}

/** What was told of another limit stays. */
function setItem(reply: FastifyReply, header: string, name: string, parameters: string): void {
  const told = reply.getHeader(header);
  const others = typeof told === "string" ? told.split(", ").filter((item) => !item.startsWith(`"${name}";`)) : [];
  reply.header(header, [...others, `"${name}";${parameters}`].join(", "));
}

/** Whole seconds until the budget is whole again: at least one, so that nobody comes back too early. */
export function secondsLeft({ msLeft }: Spent): number {
  return Math.max(1, Math.ceil(msLeft / 1000));
}
