import { LONGEST_PASSWORD, translateDatabaseError } from "@typedo/db";
import { randomUUID } from "node:crypto";
import { apiKey } from "@better-auth/api-key";
import { createAuthMiddleware } from "@better-auth/core/api";
import { BASE_ERROR_CODES } from "@better-auth/core/error";
import { APIError } from "better-auth/api";
import { deleteSessionCookie } from "better-auth/cookies";
import { betterAuth } from "better-auth/minimal";
import { jwt } from "better-auth/plugins/jwt";
import { sessionClaims, TOKEN_LIFETIME } from "./access-token.js";
import { accessTokenPlugin } from "./access-token-plugin.js";
import { accountMails } from "./account-mails.js";
import { afterEndpoint } from "./after-hook.js";
import { currentCall, noting, runCall } from "./auth-call.js";
import { beforeEndpoint, hashOnce, type RenewLink } from "./before-hook.js";
import { comparePassword, isStillGood, renewHash } from "./compared-password.js";
import { databaseAdapter } from "./database-adapter.js";
import { emailLinks } from "./email-links.js";
import type { CheckedKeys } from "./keys/checked-keys.js";
import { type CreateKey, KEY_PATHS, KEY_SETTINGS } from "./keys/key-plugin.js";
import { poster } from "./mail/mail.js";
import { readRoutes, type Routes } from "./methods.js";
import { type AuthOptions, BASE_PATH } from "./options.js";
import { SHORTEST_PASSWORD } from "./password.js";
import { passwordStore } from "./new-password.js";
import type { PublicKeys } from "./public-keys.js";
import { keysOf, secretVersion } from "./sealed-keys.js";
import { sessionHandles } from "./session-handles.js";

export interface ConfiguredBetterAuth {
  readonly handler: (request: Request) => Promise<Response>;
  readonly routes: Routes;
  readonly createKey: CreateKey;
  /** The user of the session that the cookie among these headers names, if it is good. */
  readonly findSessionUser: (headers: Headers) => Promise<string | undefined>;
}

interface Means {
  readonly checked: CheckedKeys;
  readonly keys: PublicKeys;
  readonly renewLink: RenewLink;
}

/** Better Auth, set up as the product needs it. Each setting that is its default is here because it must stay so. */
export function configureBetterAuth(options: AuthOptions, { checked, keys, renewLink }: Means): ConfiguredBetterAuth {
  const { baseUrl, clientAddressHeader, database, log, previousSecrets = [], secret, trustedOrigins } = options;
  const { isSignUpOpen = true } = options;
  const links = emailLinks(database, secret);
  const handles = sessionHandles(database);
  const { afterEmailVerification, onPasswordChange, sendResetPassword, sendVerificationEmail } = accountMails({
    baseUrl,
    links,
    post: poster(options),
  });
  const { api, handler } = betterAuth({
    baseURL: baseUrl,
    basePath: BASE_PATH,
    secret,
    // Without this, a BETTER_AUTH_SECRETS in the environment would silently take the place of `secret`.
    secrets: [secret, ...previousSecrets].map((value) => ({ version: secretVersion(value), value })),
    trustedOrigins: [...trustedOrigins],
    database: databaseAdapter(database, {
      keyMade: () => keys.expectAnother(),
      store: passwordStore(database, checked),
    }),
    disabledPaths: NEVER_SERVED,
    emailAndPassword: {
      enabled: true,
      disableSignUp: !isSignUpOpen,
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
      password: { hash: hashOnce, verify: comparePassword },
      sendResetPassword,
      onPasswordReset: async ({ user }) => onPasswordChange(user, currentCall()?.endedKeys),
      resetPasswordTokenExpiresIn: LINK_LIFETIME,
      revokeSessionsOnPasswordReset: true,
    },
    emailVerification: { sendVerificationEmail, afterEmailVerification, expiresIn: LINK_LIFETIME, sendOnSignUp: false },
    user: { changeEmail: { enabled: true }, deleteUser: { enabled: false } },
    // A copy of the table lets nobody set a password.
    verification: { storeIdentifier: "hashed" },
    session: {
      // A cached cookie would outlive a sign-out.
      cookieCache: { enabled: false },
      // Sessions can be listed at any age. What is dangerous asks for the password.
      freshAge: 0,
    },
    // The server limits, across processes.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    hooks: {
      before: createAuthMiddleware(async (context) => {
        const isTrusted = (address: string) => context.context.isTrustedOrigin(address, { allowRelativePaths: true });
        return beforeEndpoint(context, { links, handles, renewLink, isTrusted });
      }),
      after: createAuthMiddleware(async (context) => {
        const { newSession } = context.context;
        const endNewSession = async () => {
          if (!newSession) return;
          deleteSessionCookie(context);
          await context.context.internalAdapter.deleteSession(newSession.session.token);
        };
        const afterSignIn = async (password: string) => {
          if (!newSession) return;
          const signedIn = { userId: newSession.user.id, password };
          if (!(await noting(async () => isStillGood(database, signedIn)))) {
            await endNewSession();
            throw APIError.from("UNAUTHORIZED", BASE_ERROR_CODES.INVALID_EMAIL_OR_PASSWORD);
          }
          try {
            await renewHash(database, signedIn);
          } catch (error) {
            // Whoever signs in does not wait for it to be well: the next time does it too.
            // Drizzle's own error holds the parameters: the hashes.
            log("warn", "A password could not be stored in its new form", translateDatabaseError(error));
          }
        };
        const { body, path } = context;
        const { returned, session } = context.context;
        const answer = { path, body, returned, hadSession: session !== null };
        return afterEndpoint(answer, { onPasswordChange, afterSignIn, endNewSession });
      }),
    },
    // Handed on to `handle`, instead of an empty 500 and a line on the console.
    onAPIError: { throw: true },
    logger: {
      // Below that, messages hold e-mail addresses.
      level: "warn",
      log: (level, message, ...details: unknown[]) =>
        log(
          // What callers do wrong is no fault of the server's.
          /^Invalid (?:\w*URL|origin)/.test(message) ? "warn" : level,
          `Better Auth: ${message}`,
          details.find((detail) => detail instanceof Error),
        ),
    },
    advanced: {
      database: { generateId: () => randomUUID() },
      useSecureCookies: baseUrl.startsWith("https:"),
      // Off by themselves under NODE_ENV=test, so that no test would notice if they were off elsewhere.
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: clientAddressHeader
        ? { ipAddressHeaders: [clientAddressHeader], ipv6Subnet: 128 }
        : { disableIpTracking: true },
    },
    plugins: [
      jwt({
        // A token in the header of each answer would be in every cache and log of headers.
        disableSettingJwtHeader: true,
        jwks: { keyPairConfig: { alg: "EdDSA", crv: "Ed25519" } },
        adapter: { getJwks: keysOf(secret) },
        jwt: {
          issuer: baseUrl,
          audience: baseUrl,
          expirationTime: `${TOKEN_LIFETIME}s`,
          // Unless said otherwise, it is the whole user.
          definePayload: ({ session }) => sessionClaims(session.id),
          getSubject: ({ session }) => session.userId,
        },
      }),
      accessTokenPlugin({ secret, baseUrl }),
      apiKey(KEY_SETTINGS),
    ],
  });
  return {
    handler,
    routes: readRoutes(api, NEVER_SERVED),
    async findSessionUser(headers) {
      const found = await api.getSession({ headers, query: { disableRefresh: true } });
      return found?.user.id;
    },
    async createKey(keyTransaction, userId, name, permissions) {
      const { id, key } = await runCall({ keyTransaction }, async () =>
        api.createApiKey({ body: { userId, name, permissions } }),
      );
      return { id, secret: key };
    },
  };
}

/** Seconds that a mailed link is good for. */
const LINK_LIFETIME = 60 * 60;

const NEVER_SERVED = [
  ...KEY_PATHS,
  // `Auth.accounts` does it, with the password.
  "/delete-user",
  "/delete-user/callback",
  // Anybody could have mails sent to others.
  "/send-verification-email",
  // Of sign-in with other services, which there is none of.
  "/sign-in/social",
  "/callback/:id",
  "/link-social",
  "/unlink-account",
  "/account-info",
  "/get-access-token",
  "/refresh-token",
  "/error",
];
