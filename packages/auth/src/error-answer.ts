import { STATUS_CODES } from "node:http";
import type { AuthErrorDetail, AuthOptions } from "./options.js";

/** Seconds after which a client may come back when the database is away. */
const RETRY_AFTER = "1";

/** An error answer of Better Auth as `application/problem+json` (RFC 9457), its cookies and its `code` kept. */
export async function errorAnswer(
  request: Request,
  answer: Response,
  problem: AuthOptions["problem"],
): Promise<Response> {
  const { status } = answer;
  const error = await readError(answer);
  const { body, headers: added } = problem(request, status, error);

  const headers = new Headers(answer.headers);
  headers.delete("Content-Length");
  headers.set("Cache-Control", "no-store");
  if (status === 503) headers.set("Retry-After", RETRY_AFTER);
  for (const [name, value] of Object.entries(added ?? {})) headers.set(name, value);
  headers.set("Content-Type", "application/problem+json");
  return new Response(JSON.stringify({ ...body, ...error }), { status, headers });
}

async function readError(answer: Response): Promise<AuthErrorDetail> {
  const title = STATUS_CODES[answer.status] ?? "Error";
  const fallback = { code: title.toUpperCase().replaceAll(/[^A-Z]+/g, "_"), message: title };
  // Nothing of the inside.
  if (answer.status >= 500) return fallback;
  const body = await readObject(answer);
  return {
    code: typeof body["code"] === "string" ? body["code"] : fallback.code,
    message: typeof body["message"] === "string" ? body["message"] : fallback.message,
  };
}

async function readObject(answer: Response): Promise<Record<string, unknown>> {
  try {
    const value: unknown = await answer.json();
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
