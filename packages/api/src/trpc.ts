import { initTRPC } from "@trpc/server";
import { asUser, asWritingUser, type ReadTransaction, type WriteTransaction } from "@typedo/db";
import type { Context } from "./context.js";
import { ApiError, errorCatalogue } from "./errors.js";
import { toFault } from "./fault.js";
import type { Meta } from "./meta.js";
import { requireScope } from "./require-scope.js";
import { safeSuperjson } from "./safe-superjson.js";

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer: safeSuperjson,
    isDev: false,
    errorFormatter({ shape, error, ctx }) {
      const { code, detail, errors } = toFault(error);
      const { status, title } = errorCatalogue[code];
      const data = { code, httpStatus: status, errors: errors ?? [], requestId: ctx?.requestId };
      return { ...shape, message: detail ?? title, data };
    },
  });

export const router = t.router;

/** Who calls, as a feature's queries see it. */
export interface Caller {
  readonly userId: string;
  readonly cursorKey: Uint8Array;
}

/** A caller who reads. */
export interface Reader extends Caller {
  /** One transaction of the caller's own rows. */
  transact<T>(work: (transaction: ReadTransaction) => Promise<T>): Promise<T>;
}

/** A caller who changes something. */
export interface Writer extends Caller {
  transact<T>(work: (transaction: WriteTransaction) => Promise<T>): Promise<T>;
}

/** Refuses who is not known (401), who lacks the scope (403), and who speaks for another user (403), in this order. */
function guarded(meta: Meta) {
  return t.procedure.meta(meta).use(async ({ ctx, getRawInput, next }) => {
    const principal = requireScope(ctx, meta.scope);
    const input: unknown = await getRawInput();
    if (typeof input === "object" && input !== null && "userId" in input) {
      if (input.userId !== undefined && input.userId !== principal.userId) throw new ApiError("other_user");
    }
    return next({ ctx: { principal } });
  });
}

/** A procedure that reads: a query. */
export function reading(meta: Meta) {
  return guarded(meta).use(({ ctx, type, path, next }) => {
    if (type !== "query") throw new Error(`${path} reads, so it must be a query`);
    const reader: Reader = {
      userId: ctx.principal.userId,
      cursorKey: ctx.cursorKey,
      transact: (work) => asUser(ctx.database, ctx.principal, work),
    };
    return next({ ctx: { caller: reader } });
  });
}

/** A procedure that changes something: a mutation. */
export function writing(meta: Meta) {
  return guarded(meta).use(({ ctx, type, path, next }) => {
    if (type !== "mutation") throw new Error(`${path} writes, so it must be a mutation`);
    const writer: Writer = {
      userId: ctx.principal.userId,
      cursorKey: ctx.cursorKey,
      transact: (work) => asWritingUser(ctx.database, ctx.principal, work),
    };
    return next({ ctx: { caller: writer } });
  });
}
