import type { Principal } from "@typedo/db";

/** Who calls, or why nobody is accepted: both doors refuse with `refusal`, each in its own shape. */
export interface Identity {
  readonly principal: Principal | undefined;
  readonly refusal: Error | undefined;
  /** Whether the address paid for the request already, or was found unable to. */
  readonly paid: boolean;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Of a request for the API; undefined for all others. */
    identity: Identity | undefined;
  }
}
