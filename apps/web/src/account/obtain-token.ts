import { SessionEndedError } from "./token-keeper.js";

/**
 * An access token for the session of this browser's cookie.
 * @throws SessionEndedError if there is no session, Error if the server can't answer
 */
export async function obtainToken(): Promise<string> {
  const response = await fetch("/api/auth/access-token", {
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(30_000),
  });
  if (response.status === 401) throw new SessionEndedError("The session is over");
  if (!response.ok) throw new Error(`No access token: the server answered ${response.status}`);
  const body: unknown = await response.json();
  if (typeof body !== "object" || body === null || !("token" in body) || typeof body.token !== "string") {
    throw new Error("No access token: the server's answer holds none");
  }
  return body.token;
}
