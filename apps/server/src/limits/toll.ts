import type { FastifyReply } from "fastify";
import { refuse } from "./spend.js";
import type { Limiter } from "./limiter.js";
import { tellBudget } from "./rate-limit-fields.js";

/** What an address pays before its key is looked up, and gets back if the key is good. */
export interface Toll {
  /** @throws {ApiError} `too_many_requests` where it can't be paid */
  pay(): Promise<void>;
  /** For a key that is good: its own budget pays. */
  giveBack(): void;
  /** For one that is not: tells what is left, if `pay` was asked for. Whether it was. */
  tell(reply: FastifyReply): boolean;
}

/** Paid ahead, not afterwards: of many that come together none is looked up that could not be paid for. */
export function openToll(limiter: Limiter | undefined, network: string, cost: number): Toll {
  let spent: Awaited<ReturnType<Limiter["spend"]>> | undefined;
  return {
    async pay() {
      if (!limiter) return;
      spent = await limiter.spend(network, cost);
      if (!spent.admitted) throw refuse(limiter, spent);
    },
    giveBack() {
      if (spent) limiter?.giveBack(network, cost, spent);
    },
    tell(reply) {
      if (limiter && spent) tellBudget(reply, limiter, spent);
      return spent !== undefined;
    },
  };
}
