import type { InjectOptions, LightMyRequestResponse } from "fastify";
import type { Served } from "./serve.js";

type Method = NonNullable<InjectOptions["method"]>;
type More = Omit<InjectOptions, "method" | "url">;

export const alice = { authorization: "alice" };

/** Calls of Alice's to an app of notes. */
export function callsTo(served: () => Served) {
  const call = (method: Method, url: string, more: More = {}): Promise<LightMyRequestResponse> =>
    served().app.inject({ ...more, method, url, headers: { ...alice, ...more.headers } });
  const post = (body: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
    call("POST", "/api/notes", { payload: body, headers: { "content-type": "application/json", ...headers } });
  return { call, post };
}
