import { SessionEndedError, type TokenKeeper } from "../account/token-keeper.js";

type Target = string | URL | Request;
type Init = Omit<RequestInit, "signal"> & { readonly signal?: AbortSignal | null | undefined };

interface Options {
  readonly tokens: Pick<TokenKeeper, "get" | "replace">;
  readonly fetch: (target: Target, init: RequestInit) => Promise<Response>;
  readonly onSessionEnded: () => void;
  /** Milliseconds for each request: 30,000 unless said. */
  readonly timeout?: number;
}

/** `fetch` with the bearer token. Refused (401), it asks for another token and tries once more; refused again, the session is over. */
export function createAuthorizedFetch({ tokens, fetch, onSessionEnded, timeout = 30_000 }: Options) {
  function send(target: Target, init: Init, token: string): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${token}`);
    const signals = [AbortSignal.timeout(timeout), ...(init.signal ? [init.signal] : [])];
    return fetch(target, { ...init, headers, signal: AbortSignal.any(signals), credentials: "omit" });
  }

  async function sendTwice(target: Target, init: Init): Promise<Response> {
    const token = await tokens.get();
    const response = await send(target, init, token);
    if (response.status !== 401) return response;
    const second = await send(target, init, await tokens.replace(token));
    if (second.status === 401) onSessionEnded();
    return second;
  }

  return async (target: Target, init: Init = {}): Promise<Response> => {
    try {
      return await sendTwice(target, init);
    } catch (error) {
      if (error instanceof SessionEndedError) onSessionEnded();
      throw error;
    }
  };
}
