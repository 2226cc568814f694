import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { ServerSettings } from "../env.js";

/** Tokens that are remembered as verified. */
const CAPACITY = 1000;

const header = z.object({ alg: z.literal("HS256"), crit: z.undefined().optional() });
const claims = z.object({ sub: z.string().min(1), exp: z.number(), iss: z.string(), aud: z.string() });

/** Makes the check of an `Authorization` header: the user's id, or undefined for what is not a good token. */
export function tokenChecker({
  secret,
  baseUrl,
}: Pick<ServerSettings, "secret" | "baseUrl">): (authorization: string | undefined) => string | undefined {
  const verified = new Map<string, { userId: string; expires: number }>();

  function verify(token: string) {
    const [head = "", body = "", signature = ""] = token.split(".");
    const expected = createHmac("sha256", secret).update(`${head}.${body}`).digest();
    const given = Buffer.from(signature, "base64url");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    if (!header.safeParse(decode(head)).success) return undefined;
    const { data } = claims.safeParse(decode(body));
    if (!data || data.iss !== baseUrl || data.aud !== baseUrl) return undefined;
    return { userId: data.sub, expires: data.exp };
  }

  return (authorization) => {
    if (authorization === undefined || !authorization.startsWith("Bearer ")) return undefined;
    const token = authorization.slice(7);
    let found = verified.get(token);
    if (!found) {
      found = verify(token);
      if (!found) return undefined;
      verified.set(token, found);
      const [oldest] = verified.keys();
      if (verified.size > CAPACITY && oldest !== undefined) verified.delete(oldest);
    }
    return found.expires > Date.now() / 1000 ? found.userId : undefined;
  };
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
