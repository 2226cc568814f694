import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Environment } from "../env.js";
import { accountsOf, isAccountCall, sessionOf } from "../limits/account-calls.js";
import { clientNetwork } from "../limits/client-network.js";
import { countCalls } from "../limits/cost.js";
import { openLimiter } from "../limits/limiter.js";
import { refuseAuthCall } from "../limits/refuse-auth-call.js";
import { spend } from "../limits/spend.js";
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
  readonly environment: Pick<Environment, "rateLimit" | "authRateLimit" | "baseUrl">;
  readonly services: Pick<Services, "budgets"> & { readonly auth: Pick<Services["auth"], "knows"> };
}

/**
 * The API by user or by API key, and by address for who is nobody yet; sign-in and what is like it by address and by
 * account. A request that is refused costs nothing.
 */
export function limitRequests(app: FastifyInstance, { environment, services }: Needs): void {
  const { rateLimit, authRateLimit, baseUrl } = environment;
  const open = (name: string, perMinute: number) =>
    openLimiter(name, perMinute, services.budgets, () => performance.now());
  const byUser = open("user", rateLimit);
  const byKey = open("key", rateLimit);
  const byAddress = open("address", rateLimit);
  const signingIn = open("sign-in", authRateLimit);
  const byAccount = open("account", authRateLimit);

  const budgetOf = ({ identity, ip }: FastifyRequest) => {
    const { userId, keyId } = identity?.principal ?? {};
    if (keyId !== undefined) return { limiter: byKey, key: keyId };
    return userId === undefined ? { limiter: byAddress, key: clientNetwork(ip) } : { limiter: byUser, key: userId };
  };

  const limitCall = async (request: FastifyRequest, reply: FastifyReply) => {
    const { limiter, key } = budgetOf(request);
    const refusal = await spend(limiter, key, costOf(request), reply);
    // The door refuses, in its own shape.
    if (refusal) request.identity = { principal: undefined, refusal };
    request.charge = async (cost) => {
      if (cost > 0) orThrow(await spend(limiter, key, cost, reply));
    };
    const userId = request.identity?.principal?.userId;
    if (userId === undefined) return;
    request.chargeGuess = async () => orThrow(await spend(byAccount, `id:${userId}`, 1, reply));
  };

  app.decorateRequest("charge", undefined);
  app.decorateRequest("chargeGuess", undefined);
  app.addHook("onRequest", async (request, reply) => {
    if (request.is404) return undefined;
    if (!isAuthCall(request)) {
      if (request.identity) await limitCall(request, reply);
      return undefined;
    }
    // What there is not is told first.
    if (!services.auth.knows(request.method, request.url)) return undefined;
    const limiter = isAccountCall(request.method, request.url, baseUrl) ? signingIn : byAddress;
    const refusal = await spend(limiter, clientNetwork(request.ip), 1, reply);
    return refusal && refuseAuthCall(request, reply, refusal, baseUrl);
  });

  // Whose account it is, the body says: so this waits for it.
  app.addHook("preHandler", async (request, reply) => {
    if (!isAuthCall(request) || !isAccountCall(request.method, request.url, baseUrl)) return undefined;
    if (!services.auth.knows(request.method, request.url)) return undefined;
    const session = sessionOf(request.headers.cookie);
    const accounts = accountsOf(request.body);
    // What names no account is about the session's own.
    for (const account of accounts.size === 0 && session !== undefined ? [session] : accounts) {
      const refusal = await spend(byAccount, account, 1, reply);
      if (refusal) return refuseAuthCall(request, reply, refusal, baseUrl);
    }
    return undefined;
  });
}

function orThrow(refusal: Error | undefined): void {
  if (refusal) throw refusal;
}

/** By its route: a path can be written in ways that only the router sees through. */
function isAuthCall({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url === AUTH_ROUTE;
}

function costOf({ routeOptions, params }: FastifyRequest): number {
  if (!routeOptions.url?.startsWith("/api/trpc/")) return 1;
  const isNamed = typeof params === "object" && params !== null && "path" in params;
  return isNamed && typeof params.path === "string" ? countCalls(params.path) : 1;
}
