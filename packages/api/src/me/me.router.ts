import { z } from "zod";
import { synchronous } from "../synchronous.js";
import { reading, router, writing } from "../trpc.js";
import { createKey, deleteMe, listKeys, revokeKey } from "./me.keys.js";
import { getMe, updateMe } from "./me.queries.js";
import { meRest } from "./me.rest.js";
import {
  apiKeyList,
  createKeyInput,
  deleteMeInput,
  me,
  newApiKey,
  noInput,
  revokeKeyInput,
  updateMeInput,
} from "./me.schema.js";

/** A new time zone moves the due instants of all tasks without a zone of their own: of 100,000 in some 10 s. */
const SECONDS_TO_MOVE = 60;

const account = { scope: "account" } as const;

export const meRouter = router({
  get: reading({ ...account, openapi: meRest.get })
    .input(synchronous(noInput))
    .output(synchronous(me))
    .query(({ ctx }) => getMe(ctx.caller)),

  update: writing({ ...account, openapi: meRest.update })
    .input(synchronous(updateMeInput))
    .output(synchronous(me))
    .mutation(({ ctx, input }) =>
      ctx.caller.write(input, updateMe, input.timeZone === undefined ? undefined : SECONDS_TO_MOVE),
    ),

  delete: writing({ ...account, openapi: meRest.delete })
    .input(synchronous(deleteMeInput))
    .output(synchronous(z.void()))
    .use(async ({ ctx, next }) => {
      await ctx.chargeGuess();
      return next();
    })
    .mutation(({ ctx, input }) => deleteMe(ctx.caller, input)),

  keys: router({
    list: reading({ ...account, openapi: meRest.listKeys })
      .input(synchronous(noInput))
      .output(synchronous(apiKeyList))
      .query(({ ctx }) => listKeys(ctx.caller)),

    create: writing({ ...account, openapi: meRest.createKey })
      .input(synchronous(createKeyInput))
      .output(synchronous(newApiKey))
      .mutation(({ ctx, input }) => createKey(ctx.caller, input)),

    revoke: writing({ ...account, openapi: meRest.revokeKey })
      .input(synchronous(revokeKeyInput))
      .output(synchronous(z.void()))
      .mutation(({ ctx, input }) => ctx.caller.write(input, revokeKey)),
  }),
});
