import { BASE_ERROR_CODES } from "@better-auth/core/error";
import { APIError } from "better-auth/api";

/** Better Auth's own word on an address: whether it is of a trusted origin, or a path of ours. */
export type IsTrusted = (address: string) => boolean;

const REFUSALS = {
  callbackURL: BASE_ERROR_CODES.INVALID_CALLBACK_URL,
  redirectTo: BASE_ERROR_CODES.INVALID_REDIRECT_URL,
  errorCallbackURL: BASE_ERROR_CODES.INVALID_ERROR_CALLBACK_URL,
  newUserCallbackURL: BASE_ERROR_CODES.INVALID_NEW_USER_CALLBACK_URL,
};

/**
 * Refuses to lead a browser to where nobody is trusted, by whichever member of a body or a query. What isn't text is for
 * Better Auth to refuse.
 *
 * @throws APIError 403, such as `INVALID_CALLBACK_URL`
 */
export function refuseElsewhere(sent: unknown, isTrusted: IsTrusted): void {
  if (typeof sent !== "object" || sent === null) return;
  for (const [name, refusal] of Object.entries(REFUSALS)) {
    const address: unknown = Reflect.get(sent, name);
    if (typeof address !== "string" || address === "") continue;
    if (!isTrusted(address) || !isTrusted(normalize(address))) throw APIError.from("FORBIDDEN", refusal);
  }
}

/** A path is parsed with an origin: any will do. */
const ANY_ORIGIN = "https://any.invalid";

/**
 * The address as Better Auth answers it once something is added to its query, by the URL standard's parser. Better Auth
 * looks at what was sent alone: `/..//example.com` is a path, and becomes `//example.com`, which is another host.
 */
function normalize(address: string): string {
  if (!URL.canParse(address, ANY_ORIGIN)) return "";
  const { href, origin } = new URL(address, ANY_ORIGIN);
  return origin === ANY_ORIGIN ? href.slice(origin.length) : href;
}
