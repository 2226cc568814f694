import type { BetterAuthPlugin } from "@better-auth/core";
import { createAuthEndpoint } from "@better-auth/core/api";
import { sessionMiddleware } from "better-auth/api";
import { mintAccessToken } from "./access-token.js";

/** `GET /access-token`: an HS256 token for the signed-in session, which any service with the secret can verify. */
export function accessTokenPlugin(options: { readonly secret: string; readonly baseUrl: string }): BetterAuthPlugin {
  return {
    id: "typedo-access-token",
    endpoints: {
      accessToken: createAuthEndpoint(
        "/access-token",
        { method: "GET", requireHeaders: true, use: [sessionMiddleware] },
        async (context) => {
          const { session } = context.context.session;
          const { token, expiresAt } = await mintAccessToken({
            ...options,
            userId: session.userId,
            sessionId: session.id,
          });
          context.setHeader("Cache-Control", "no-store");
          return context.json({ token, expiresAt: expiresAt.toISOString() });
        },
      ),
    },
  };
}
