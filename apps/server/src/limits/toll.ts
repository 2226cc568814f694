import type { FastifyReply, FastifyRequest } from "fastify";
import { clientNetwork } from "./client-network.js";
import { costOf } from "./cost.js";
import type { Spent } from "./lease.js";
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
export function openToll(limiter: Limiter | undefined, request: FastifyRequest): Toll {
  let paid: { readonly network: string; readonly cost: number; readonly spent: Spent } | undefined;
  return {
    async pay() {
      if (!limiter) return;
      const [network, cost] = [clientNetwork(request.ip), costOf(request)];
      const spent = await limiter.spend(network, cost);
      paid = { network, cost, spent };
      if (!spent.admitted) throw refuse(limiter, spent);
    },
    giveBack() {
      if (paid) limiter?.giveBack(paid.network, paid.cost, paid.spent);
    },
    tell(reply) {
      if (limiter && paid) tellBudget(reply, limiter, paid.spent);
      return paid !== undefined;
    },
  };
}
