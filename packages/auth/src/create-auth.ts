import { DatabaseUnavailableError } from "@typedo/db";
import { type AuthCall, runCall } from "./auth-call.js";
import { authenticator } from "./authenticate.js";
import { configureBetterAuth } from "./better-auth.js";
import { errorAnswer } from "./error-answer.js";
import { checkedKeys } from "./keys/checked-keys.js";
import { userKeys } from "./keys/user-keys.js";
import { otherMethod } from "./methods.js";
import { oldCookies } from "./old-cookies.js";
import { oldLinks } from "./old-links.js";
import { type Auth, type AuthOptions, checkBaseUrl, secretBytes } from "./options.js";
import { profiles } from "./profiles.js";
import { publicKeys } from "./public-keys.js";
import { RemovedUsers } from "./removed-users.js";
import { sessionUsers } from "./session-users.js";
import { signingAnew } from "./signing-anew.js";

/**
 * Accounts, sessions and tokens. Opens no connection by itself.
 *
 * @throws TypeError for a secret under 32 bytes or a base URL that is no origin
 */
export function createAuth(options: AuthOptions): Auth {
  checkBaseUrl(options.baseUrl);
  for (const secret of [options.secret, ...(options.previousSecrets ?? [])]) secretBytes(secret);
  const signAnew = signingAnew(options);
  const renewCookies = oldCookies(signAnew);
  const keys = publicKeys(options.database);
  const apiKeys = checkedKeys(options.database, options.log);
  const removed = new RemovedUsers();
  const { createKey, findSessionUser, handler, routes } = configureBetterAuth(options, {
    checked: apiKeys,
    keys,
    renewLink: oldLinks(signAnew),
  });

  async function answerOf(request: Request): Promise<Response> {
    const call: AuthCall = {};
    let answer;
    try {
      answer = await runCall(call, async () => handler(request));
    } catch (error) {
      if (!call.fault) options.log("error", "A request to /api/auth failed", error);
      answer = new Response(null, { status: 500 });
    }
    if (!call.fault) return answer;
    const away = call.fault instanceof DatabaseUnavailableError;
    options.log(away ? "warn" : "error", "The database failed a request to /api/auth", call.fault);
    return new Response(null, { status: away ? 503 : 500 });
  }

  async function answerOrProblem(request: Request): Promise<Response> {
    const allowed = routes.methodsOf(new URL(request.url));
    const answer = allowed.includes(request.method) ? await answerOf(request) : otherMethod(request, allowed);
    if (answer.status >= 400) return errorAnswer(request, answer, options.problem);
    // Tokens and sessions, all of it.
    if (!answer.headers.has("Cache-Control")) answer.headers.set("Cache-Control", "no-store");
    return answer;
  }

  const methodsOf: Auth["methodsOf"] = (url) =>
    URL.canParse(url, options.baseUrl) ? routes.methodsOf(new URL(url, options.baseUrl)) : [];

  return {
    methodsOf,
    pathOf: (url) => (URL.canParse(url, options.baseUrl) ? routes.pathOf(new URL(url, options.baseUrl)) : undefined),
    knows: (method, url) => methodsOf(url).includes(method),
    paths: routes.paths,
    async handle(asked) {
      const request = new Request(asked, { headers: await renewCookies(asked.headers) });
      if (request.method !== "HEAD") return answerOrProblem(request);
      const { headers, status } = await answerOrProblem(new Request(request, { method: "GET" }));
      return new Response(null, { headers, status });
    },
    userOfSession: sessionUsers(async (headers) => findSessionUser(await renewCookies(headers))),
    ...authenticator(options, { publicKeys: keys, apiKeys, removed }),
    accounts: {
      ...profiles(options.database, removed),
      ...userKeys(options.database, { createKey, checked: apiKeys }),
    },
  };
}
