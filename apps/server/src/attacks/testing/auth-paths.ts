import { createAuth } from "@typedo/auth";
import { openAuthDatabase } from "@typedo/db";

/** Every call of `/api/auth`, of Better Auth's own list: a new one is there by itself. Nothing connects to anything. */
export function authPaths(): readonly { readonly method: string; readonly path: string }[] {
  return createAuth({
    database: openAuthDatabase({ url: "postgres://nobody@127.0.0.1:1/none" }, { poolSize: 1 }),
    secret: "a secret of the tests, which is long enough",
    baseUrl: "http://localhost:3000",
    trustedOrigins: [],
    problem: () => ({ body: {} }),
    sendMail: async () => {},
    log: () => {},
  }).paths;
}
