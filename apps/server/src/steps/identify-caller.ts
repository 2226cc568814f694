import { ApiError, unauthenticated } from "@typedo/api";
import { AuthenticationError } from "@typedo/auth";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Identity } from "../identity.js";
import type { Limits } from "../limits/limits.js";
import { openToll } from "../limits/toll.js";
import { isApiPath } from "../paths.js";
import type { Services } from "../services.js";

interface Needs {
  readonly services: { readonly auth: Pick<Services["auth"], "authenticate" | "recall"> };
  readonly limits: Pick<Limits, "byAddress">;
}

/**
 * Finds out whose token it is, and refuses nobody: that is the procedure's to do, after what is to be told first. Before
 * the database is asked for a key that nobody has heard of, the address pays; a key that is good costs it nothing.
 */
export function identifyCaller(app: FastifyInstance, { services, limits }: Needs): void {
  const identify = async (request: FastifyRequest, reply: FastifyReply): Promise<Identity> => {
    const toll = openToll(limits.byAddress, request);
    try {
      const principal = await services.auth.authenticate(request.headers.authorization, toll.pay);
      toll.giveBack();
      return { principal, refusal: undefined, paid: false };
    } catch (error) {
      return { principal: undefined, refusal: asRefusal(error), paid: toll.tell(reply) };
    }
  };

  app.decorateRequest("identity", undefined);
  app.addHook("onRequest", (request, reply, done) => {
    // By its route: a path can be written in ways that only the router sees through.
    if (!isApiPath(request.routeOptions.url ?? "")) {
      done();
      return;
    }
    const goOn = (identity: Identity) => {
      request.identity = identity;
      done();
    };
    const principal = services.auth.recall(request.headers.authorization);
    // Most requests; and a promise for each of them is work for nothing.
    if (principal) goOn({ principal, refusal: undefined, paid: false });
    else identify(request, reply).then(goOn, done);
  });
}

function asRefusal(error: unknown): Error {
  if (error instanceof ApiError) return error;
  if (error instanceof AuthenticationError) return unauthenticated(error.reason === "invalid", error);
  return error instanceof Error ? error : new Error("A token could not be checked", { cause: error });
}
