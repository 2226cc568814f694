import { errorCatalogue, type Fault } from "@typedo/api";
import { originForm } from "@typedo/trpc-rest";
import type { Logger } from "pino";
import { authProblem } from "../auth-problem.js";
import type { Environment } from "../env.js";
import type { Metrics } from "../metrics/metrics.js";
import { isAuthPath } from "../paths.js";
import { problemType } from "../problem-type.js";
import { newRequestId } from "../request-id.js";
import { corsHeaders } from "../steps/allow-origins.js";
import { browserHeaders } from "../steps/protect-browsers.js";
import { trpcErrorText } from "../steps/serve-trpc.js";
import type { RefuseLoad } from "./front-door.js";

/** What is told at every door. */
export const overload = {
  code: "unavailable",
  detail: "The server has more to do than it can; nothing was changed",
} as const satisfies Fault;

const { status, title } = errorCatalogue[overload.code];

/** Milliseconds between two lines of the log. */
const TELL_EVERY = 1000;

interface Needs {
  readonly environment: Pick<Environment, "baseUrl" | "trustedOrigins">;
  readonly metrics: Pick<Metrics, "shed">;
  readonly log: Pick<Logger, "warn">;
}

export function refuseLoad({ environment, metrics, log }: Needs): RefuseLoad {
  const always = Object.entries({
    ...browserHeaders(environment),
    "cache-control": "no-store",
  }).flat();
  const tell = teller((count) => log.warn({ count }, "More was asked than can be served: so many were refused"));

  return (kind) =>
    (request, response, { seconds = 1, requestId = newRequestId(request) } = {}) => {
      const [path = ""] = originForm(request.url ?? "").split("?", 1);
      const { type, body } = write(path, requestId);
      response.writeHead(status, [
        ...always,
        ...Object.entries(corsHeaders(environment, request)).flat(),
        "retry-after",
        String(seconds),
        "x-request-id",
        requestId,
        "content-type",
        type,
        "content-length",
        String(Buffer.byteLength(body)),
      ]);
      response.end(request.method === "HEAD" ? undefined : body);
      metrics.shed(kind);
      tell();
    };
}

const ofTrpc = fillIn((requestId) => trpcErrorText(overload, requestId));

function write(path: string, requestId: string): { readonly type: string; readonly body: string } {
  if (path.startsWith("/api/trpc/")) return { type: "application/json", body: ofTrpc(requestId) };
  const problem = isAuthPath(path) ? authProblemOf(path, requestId) : problemOf(path, requestId);
  return { type: "application/problem+json", body: JSON.stringify(problem) };
}

function problemOf(instance: string, requestId: string) {
  const { code, detail } = overload;
  return { type: problemType(code), title, status, detail, instance, code, requestId };
}

function authProblemOf(path: string, requestId: string) {
  const asked = new Request(new URL(path, "http://localhost"), { headers: { "x-request-id": requestId } });
  return authProblem(asked, status, { code: "SERVICE_UNAVAILABLE", message: overload.detail }).body;
}

/** What `make` makes of a request's id, made once. */
function fillIn(make: (requestId: string) => string): (requestId: string) => string {
  const mark = "the-id-of-the-request";
  const [before = "", after = ""] = make(mark).split(mark);
  return (requestId) => before + requestId + after;
}

/** Tells how many there were, at the end of each second in which there was one. */
function teller(say: (count: number) => void): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count > 1) return;
    setTimeout(() => {
      say(count);
      count = 0;
    }, TELL_EVERY).unref();
  };
}
