import type { AnyTRPCRouter } from "@trpc/server";

/** What a router's procedures may say beside themselves. */
export type MetaOf<Router extends AnyTRPCRouter> = Router["_def"]["_config"]["$types"]["meta"];

/** Of a router's procedure it is, by the type of the builder that made it. */
export function isMetaOf<Router extends AnyTRPCRouter>(meta: unknown): meta is MetaOf<Router> {
  return meta !== undefined;
}
