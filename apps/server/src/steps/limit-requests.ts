import { ApiError } from "@typedo/api";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Setting } from "../app.js";
import { isAuthPath } from "../paths.js";

const WINDOW_SECONDS = 60;

interface Limit {
  /** As `RateLimit-Policy` names it. */
  readonly name: string;
  readonly perMinute: number;
  readonly limiter: RateLimiterMemory;
}

function makeLimit(name: string, perMinute: number): Limit | undefined {
  if (perMinute === 0) return undefined;
  return { name, perMinute, limiter: new RateLimiterMemory({ points: perMinute, duration: WINDOW_SECONDS }) };
}

/**
 * The API by user, and by address for who is nobody yet; sign-in and sign-up by address. In the memory of this process.
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export function limitRequests(app: FastifyInstance, { environment }: Setting): void {
  const byUser = makeLimit("user", environment.rateLimit);
  const byAddress = makeLimit("address", environment.rateLimit);
  const signingIn = makeLimit("sign-in", environment.authRateLimit);

  app.addHook("onRequest", async (request, reply) => {
    if (request.is404) return;
    if (isAuthPath(request.url)) {
      const refusal = await consume(isSigningIn(request) ? signingIn : byAddress, addressOf(request), 1, reply);
      if (refusal) throw refusal;
    } else if (request.identity) {
      const { principal } = request.identity;
      const key = principal?.userId ?? addressOf(request);
      const refusal = await consume(principal ? byUser : byAddress, key, countCalls(request), reply);
      // The door refuses, in its own shape.
      if (refusal) request.identity = { principal: undefined, refusal };
    }
  });
}

async function consume(
  limit: Limit | undefined,
  key: string,
  cost: number,
  reply: FastifyReply,
): Promise<ApiError | undefined> {
  if (!limit) return undefined;
  const { state, refused } = await take(limit.limiter, key, cost);
  const seconds = Math.ceil(state.msBeforeNext / 1000);
  reply.header("ratelimit-policy", `"${limit.name}";q=${limit.perMinute};w=${WINDOW_SECONDS}`);
  reply.header("ratelimit", `"${limit.name}";r=${Math.max(0, state.remainingPoints)};t=${seconds}`);
  if (!refused) return undefined;
  return new ApiError("too_many_requests", {
    detail: `${limit.perMinute} a minute are allowed: try again in ${seconds} s`,
    headers: { "retry-after": String(seconds) },
  });
}

async function take(limiter: RateLimiterMemory, key: string, cost: number) {
  try {
    return { state: await limiter.consume(key, cost), refused: false };
  } catch (error) {
    if (error instanceof RateLimiterRes) return { state: error, refused: true };
    throw error;
  }
}

function isSigningIn({ method, url }: FastifyRequest): boolean {
  return method === "POST" && /^\/api\/auth\/sign-(?:in|up)\b/.test(url);
}

/** A tRPC batch of n calls costs n: their names are in the path, with commas between. */
function countCalls({ url }: FastifyRequest): number {
  const [path = ""] = url.split("?");
  return path.startsWith("/api/trpc/") ? path.split(/,|%2c/i).length : 1;
}

/** An IPv6 network of 64 bits is one customer's. */
function addressOf({ ip }: FastifyRequest): string {
  if (!ip.includes(":") || ip.startsWith("::ffff:")) return ip;
  const [head = "", tail = ""] = ip.split("::");
  const groups = head.split(":").filter(Boolean);
  const rest = tail.split(":").filter(Boolean);
  const missing = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => "0");
  return [...groups, ...missing, ...rest].slice(0, 4).join(":");
}
