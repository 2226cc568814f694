import { unauthenticated } from "@typedo/api";
import { AuthenticationError } from "@typedo/auth";
import type { FastifyInstance } from "fastify";
import type { Setting } from "../app.js";
import type { Identity } from "../identity.js";
import { isApiPath } from "../paths.js";

/** Finds out whose token it is, and refuses nobody: that is the procedure's to do, after what is to be told first. */
export function identifyCaller(app: FastifyInstance, { services }: Setting): void {
  const identify = async (authorization: string | undefined): Promise<Identity> => {
    try {
      return { principal: await services.auth.authenticate(authorization), refusal: undefined };
    } catch (error) {
      return { principal: undefined, refusal: asRefusal(error) };
    }
  };

  app.decorateRequest("identity", undefined);
  app.addHook("onRequest", async (request) => {
    // By its route: a path can be written in ways that only the router sees through.
    if (isApiPath(request.routeOptions.url ?? "")) request.identity = await identify(request.headers.authorization);
  });
}

function asRefusal(error: unknown): Error {
  if (error instanceof AuthenticationError) return unauthenticated(error.reason === "invalid", error);
  return error instanceof Error ? error : new Error("A token could not be checked", { cause: error });
}
