import { ApiError } from "@typedo/api";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Setting } from "../app.js";
import { answerAuthError } from "../answer-auth-error.js";
import { CLIENT_ADDRESS } from "../auth-problem.js";
import { requireJson } from "../require-json.js";
import { watchForProxies } from "../watch-for-proxies.js";

/** All of Better Auth's paths. */
export const AUTH_ROUTE = "/api/auth/*";

/** Better Auth, which speaks fetch's Request and Response. */
export async function serveAuth(app: FastifyInstance, { environment, services }: Setting): Promise<void> {
  app.decorateRequest("declaredPath", undefined);
  const watch = watchForProxies(app.log);
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    // What does not get as far as Better Auth is told as by itself: its client reads that.
    scope.setErrorHandler((error, request, reply) => answerAuthError(error, request, reply, environment.baseUrl));
    // Before a byte of the body is read; and fetch's Request takes no TRACE.
    scope.addHook("onRequest", async (request) => {
      const { method, url } = request;
      request.declaredPath = services.auth.pathOf(url);
      expectKnown(services.auth.methodsOf(url), method);
    });
    // Better Auth would read a form too, which pages of other origins can send without being asked (CORS).
    scope.addHook("preParsing", async (request) => {
      if (request.method === "POST") requireJson(request);
    });
    scope.route({
      method: scope.supportedMethods,
      url: AUTH_ROUTE,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        watch(request);
        const response = await services.auth.handle(asFetchRequest(request, environment.baseUrl));
        return sendFetchResponse(reply, response);
      },
    });
  });
}

function expectKnown(methods: readonly string[], method: string): void {
  if (methods.length === 0) throw new ApiError("not_found", { detail: "Nothing is at this path" });
  if (method === "OPTIONS" || methods.includes(method)) return;
  const allow = [...methods, "OPTIONS"].join(", ");
  throw new ApiError("method_not_allowed", { detail: `The path knows ${allow}`, headers: { allow } });
}

function asFetchRequest(request: FastifyRequest, baseUrl: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of [value].flat()) if (one !== undefined) headers.append(name, one);
  }
  headers.set(CLIENT_ADDRESS, request.ip);
  headers.set("x-request-id", request.id);
  const body = Buffer.isBuffer(request.body) && request.body.length > 0 ? new Uint8Array(request.body) : undefined;
  // Of nothing, whatever it is: some clients name one all the same.
  if (body === undefined) headers.delete("content-type");
  return new Request(new URL(request.url, baseUrl), {
    method: request.method,
    headers,
    ...(body !== undefined && { body }),
  });
}

async function sendFetchResponse(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.code(response.status);
  for (const [name, value] of response.headers) if (name !== "set-cookie") reply.header(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header("set-cookie", cookies);
  return reply.send(Buffer.from(await response.arrayBuffer()));
}
