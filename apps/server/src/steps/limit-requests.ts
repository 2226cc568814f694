import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Environment } from "../env.js";
import type { Identity } from "../identity.js";
import { accountOf, isAccountCall } from "../limits/account-calls.js";
import { clientNetwork } from "../limits/client-network.js";
import { costOf } from "../limits/cost.js";
import { type Limits, ownAccount } from "../limits/limits.js";
import { type Budget, spend } from "../limits/spend.js";
import type { Services } from "../services.js";
import { AUTH_ROUTE } from "./serve-auth.js";

declare module "fastify" {
  interface FastifyRequest {
    /**
     * Pays for what a request turns out to cost beside what it paid already, out of the same budget. Undefined where no
     * budget was asked for.
     *
     * @throws {ApiError} `too_many_requests` where it can't be paid; nothing is paid then
     */
    charge: ((cost: number) => Promise<void>) | undefined;
    /**
     * Pays for trying a password of the caller's own, out of the budget that an account has for that. Undefined where
     * nobody calls.
     *
     * @throws {ApiError} `too_many_requests`
     */
    chargeGuess: (() => Promise<void>) | undefined;
  }
}

interface Needs {
  readonly environment: Pick<Environment, "baseUrl">;
  readonly services: { readonly auth: Pick<Services["auth"], "knows" | "userOfSession"> };
  readonly limits: Limits;
}

/**
 * The API by user or by API key, and by address for who is nobody yet; sign-in and what is like it by address and by
 * account. A request that is refused costs nothing.
 */
export function limitRequests(app: FastifyInstance, { environment: { baseUrl }, services, limits }: Needs): void {
  const { byUser, byKey, byKeysOfUser, byAddress, signingIn, byAccount } = limits;

  const budgetsOf = ({ identity, ip }: FastifyRequest): readonly Budget[] => {
    const { userId, keyId } = identity?.principal ?? {};
    if (userId === undefined) return [{ limiter: byAddress, key: clientNetwork(ip) }];
    if (keyId === undefined) return [{ limiter: byUser, key: userId }];
    return [
      { limiter: byKey, key: keyId },
      { limiter: byKeysOfUser, key: userId },
    ];
  };

  const limitCall = async (request: FastifyRequest, reply: FastifyReply, { paid }: Identity) => {
    const budgets = budgetsOf(request);
    const refusal = paid ? undefined : await spend(budgets, costOf(request), reply);
    // The door refuses, in its own shape.
    if (refusal) request.identity = { principal: undefined, refusal, paid: true };
    // Assigned by its name: see `Turn` in packages/trpc-rest/src/run.ts.
    const charge = async (more: number) => {
      if (more > 0) orThrow(await spend(budgets, more, reply));
    };
    request.charge = charge;
    const userId = request.identity?.principal?.userId;
    if (userId === undefined) return;
    const guesses = [{ limiter: byAccount, key: ownAccount(userId) }];
    const chargeGuess = async () => orThrow(await spend(guesses, 1, reply));
    request.chargeGuess = chargeGuess;
  };

  /** Whose password a call could try: the session's own user's, and whom the body names. */
  const accountsMeant = async ({ body, headers }: FastifyRequest): Promise<readonly string[]> => {
    const { cookie } = headers;
    if (!byAccount) return [];
    const userId = cookie === undefined ? undefined : await services.auth.userOfSession(new Headers({ cookie }));
    const named = accountOf(body);
    return [...(userId === undefined ? [] : [ownAccount(userId)]), ...(named === undefined ? [] : [named])];
  };

  app.decorateRequest("charge", undefined);
  app.decorateRequest("chargeGuess", undefined);
  app.addHook("onRequest", async (request, reply) => {
    if (request.is404) return;
    if (isAuthCall(request)) {
      // What there is not is told first.
      if (!services.auth.knows(request.method, request.url)) return;
      const limiter = isAccountCall(request.method, request.url, baseUrl) ? signingIn : byAddress;
      orThrow(await spend([{ limiter, key: clientNetwork(request.ip) }], 1, reply));
    } else if (request.identity) await limitCall(request, reply, request.identity);
  });

  // Whose account it is, the body says too: so this waits for it. The address has paid for the look-up of the session.
  app.addHook("preHandler", async (request, reply) => {
    if (!isAuthCall(request) || !isAccountCall(request.method, request.url, baseUrl)) return;
    if (!services.auth.knows(request.method, request.url)) return;
    for (const key of await accountsMeant(request)) orThrow(await spend([{ limiter: byAccount, key }], 1, reply));
  });
}

function orThrow(refusal: Error | undefined): void {
  if (refusal) throw refusal;
}

/** By its route: a path can be written in ways that only the router sees through. */
function isAuthCall({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url === AUTH_ROUTE;
}
