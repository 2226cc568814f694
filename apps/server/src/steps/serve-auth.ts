import { ApiError } from "@typedo/api";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Setting } from "../app.js";
import { answerAuthError } from "../answer-auth-error.js";
import { CLIENT_ADDRESS } from "../auth-problem.js";
import { isCompressed } from "../is-compressed.js";

/** All of Better Auth's paths. */
export const AUTH_ROUTE = "/api/auth/*";

/** Better Auth, which speaks fetch's Request and Response. */
export async function serveAuth(app: FastifyInstance, { environment, services }: Setting): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    // What does not get as far as Better Auth is told as by itself: its client reads that.
    scope.setErrorHandler((error, request, reply) => answerAuthError(error, request, reply, environment.baseUrl));
    // After what is told first: unknown paths, methods, and limits.
    scope.addHook("preParsing", async ({ method, headers, url }) => {
      if (!services.auth.knows(method, url) || !isCompressed(headers)) return;
      throw new ApiError("unsupported_media_type", { detail: "The body is compressed: send it as it is" });
    });
    scope.route({
      // Which methods a path knows, Better Auth says.
      method: scope.supportedMethods,
      url: AUTH_ROUTE,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const response = await services.auth.handle(asFetchRequest(request, environment.baseUrl));
        return sendFetchResponse(reply, response);
      },
    });
  });
}

function asFetchRequest(request: FastifyRequest, baseUrl: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of [value].flat()) if (one !== undefined) headers.append(name, one);
  }
  headers.set(CLIENT_ADDRESS, request.ip);
  headers.set("x-request-id", request.id);
  return new Request(new URL(request.url, baseUrl), {
    method: request.method,
    headers,
    ...(Buffer.isBuffer(request.body) && { body: new Uint8Array(request.body) }),
  });
}

async function sendFetchResponse(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.code(response.status);
  for (const [name, value] of response.headers) if (name !== "set-cookie") reply.header(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header("set-cookie", cookies);
  return reply.send(Buffer.from(await response.arrayBuffer()));
}
