import { type AuthCall, runCall } from "./auth-call.js";
import type { Auth } from "./options.js";

/** `find` is Better Auth's own, which hides the database's failure behind an error of its own. */
export function sessionUsers(find: Auth["userOfSession"]): Auth["userOfSession"] {
  return async (headers) => {
    if (!headers.has("Cookie")) return undefined;
    const call: AuthCall = {};
    try {
      return await runCall(call, async () => find(headers));
    } catch (error) {
      throw call.fault ?? error;
    }
  };
}
