import { initTRPC } from "@trpc/server";
import {
  asUserAtOnce,
  asWritingUser,
  asWritingUserAtOnce,
  type Principal,
  type ReadTransaction,
  type Scope,
  type WriteTransaction,
} from "@typedo/db";
import type { Accounts } from "./accounts.js";
import type { Context, Outcome } from "./context.js";
import type { CursorKeys } from "./cursor.js";
import { ApiError, errorCatalogue } from "./errors.js";
import { toFault } from "./fault.js";
import { doOnce, fingerprintOf, oneAtATime } from "./idempotency.js";
import type { Meta, WriteMeta } from "./meta.js";
import { openOutside, type Outside } from "./outside.js";
import { notedRequest } from "./request-ids.js";
import { requireScope } from "./require-scope.js";
import { safeSuperjson } from "./safe-superjson.js";
import { traced } from "./traced.js";

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer: safeSuperjson,
    isDev: false,
    errorFormatter({ shape, error, ctx }) {
      const { code, detail, errors } = toFault(error);
      const { status, title } = errorCatalogue[code];
      const requestId = ctx?.requestId ?? notedRequest(error);
      const data = { code, httpStatus: status, errors: errors ?? [], requestId };
      return { ...shape, message: detail ?? title, data };
    },
  });

export const router = t.router;

/** Who calls, as a feature's queries see it. */
export interface Caller {
  readonly userId: string;
  readonly scopes: readonly Scope[];
  /** The session behind the caller's token, if there is one. */
  readonly sessionId: string | undefined;
  /** The caller's API key, if it is one. */
  readonly keyId: string | undefined;
  /** When that ends, if it does. */
  readonly keyExpiresAt: Date | undefined;
  readonly accounts: Accounts;
  readonly cursorKeys: CursorKeys;
}

/** A caller who reads. */
export interface Reader extends Caller {
  /** One transaction of the caller's own rows, in one trip: no statement can wait for another's answer. */
  transact<T>(work: (transaction: ReadTransaction) => Promise<T>): Promise<T>;
  /** As `transact`, for what takes a moment: other calls of the same request may share the transaction. */
  transactBriefly: Reader["transact"];
}

/** A caller who changes something. */
export interface Writer extends Caller {
  /**
   * One transaction of the caller's own rows, done once under the input's idempotency key; gives the procedure's output.
   *
   * @param seconds that it may take, if more than 5
   */
  write<Input extends WriteInput, Output>(input: Input, work: Work<Input, Output>, seconds?: number): Promise<Output>;
  /**
   * As `write`, for what sends all its statements without waiting for an answer: then it takes one trip. Throwing undoes
   * nothing: only where nothing was changed.
   */
  writeAtOnce<Input extends WriteInput, Output>(input: Input, work: Work<Input, Output, Change>): Promise<Output>;
}

/** A change that found nothing to change; why, a look at the rows tells, which may be in another transaction. */
export class NothingChanged extends Error {
  override readonly name = "NothingChanged";

  readonly explain: (transaction: ReadTransaction) => Promise<ApiError>;

  constructor(explain: NothingChanged["explain"]) {
    super("Nothing was changed");
    this.explain = explain;
  }
}

/** What `work` gives; where it changed nothing, `look` is what finds out why. */
async function explaining<T>(
  work: () => Promise<T>,
  look: (explain: NothingChanged["explain"]) => Promise<ApiError>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof NothingChanged ? await look(error.explain) : error;
  }
}

/** A change, as a feature's queries make it. */
export type Work<Input extends WriteInput, Output, Whose extends Change = ChangeInSteps> = (
  transaction: WriteTransaction,
  /** Whose change, and where to note what else it did. */
  change: Whose,
  input: Omit<Input, keyof WriteInput>,
) => Promise<Output>;

export interface Change {
  readonly userId: string;
  readonly accounts: Accounts;
  readonly outcome: Outcome;
}

/** A change that can wait for an answer before it is committed. */
export interface ChangeInSteps extends Change {
  /** Changes what the transaction does not hold. */
  readonly outside: Outside["outside"];
}

/** What every write's input has. */
export interface WriteInput {
  readonly userId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** Refuses who is not known (401), who lacks the scope (403), and who speaks for another user (403), in this order. */
async function admit(ctx: Context, { scope }: Meta, getRawInput: () => Promise<unknown>): Promise<Principal> {
  const principal = requireScope(ctx, scope);
  refuseOthers(await getRawInput(), principal.userId);
  return principal;
}

/** Nobody acts for another user: neither in a call, nor in an operation of a batch. */
function refuseOthers(input: unknown, userId: string): void {
  const operations: unknown = typeof input === "object" && input !== null && Reflect.get(input, "operations");
  for (const part of [input, ...(Array.isArray(operations) ? operations : [])]) {
    const named: unknown = typeof part === "object" && part !== null ? Reflect.get(part, "userId") : undefined;
    if (named !== undefined && named !== userId) throw new ApiError("other_user");
  }
}

/** A procedure that reads: a query. */
export function reading(meta: Meta) {
  return t.procedure.meta(meta).use(
    traced(async ({ ctx, type, path, getRawInput, next }, span) => {
      if (type !== "query") throw new Error(`${path} reads, so it must be a query`);
      const principal = await admit(ctx, meta, getRawInput);
      const { accounts, cursorKeys, database, requestId } = ctx;
      const { userId, scopes, sessionId, keyId, keyExpiresAt } = principal;
      // Field by field: V8 takes twenty times as long to put more fields to a spread.
      const reader: Reader = {
        userId,
        scopes,
        sessionId,
        keyId,
        keyExpiresAt,
        accounts,
        cursorKeys,
        transact: async (work) => asUserAtOnce(database, principal, work, { requestId, span }),
        transactBriefly: async (work) => asUserAtOnce(database, principal, work, { brief: true, requestId, span }),
      };
      return next({ ctx: { caller: reader } });
    }),
  );
}

/** A procedure that changes something: a mutation. */
export function writing(meta: WriteMeta) {
  return t.procedure.meta(meta).use(
    traced(async ({ ctx, type, path, getRawInput, next }, span) => {
      if (type !== "mutation") throw new Error(`${path} writes, so it must be a mutation`);
      const principal = await admit(ctx, meta, getRawInput);
      const { accounts, cursorKeys, requestId } = ctx;
      const { userId, scopes, sessionId, keyId, keyExpiresAt } = principal;
      const outcome: Outcome = { created: false, replayed: false };
      const { outside, explain: explainOutside } = openOutside();
      const change: ChangeInSteps = { userId, accounts, outcome, outside };
      const write: Writer["write"] = async ({ userId: _caller, idempotencyKey: key, ...input }, work, seconds) => {
        const inSteps = (transaction: WriteTransaction) => {
          const run = () =>
            explaining(
              async () => work(transaction, change, input),
              async (explain) => explain(transaction),
            );
          if (key === undefined) return run();
          return doOnce(transaction, { userId, outcome, key, fingerprint: fingerprintOf(path, input) }, run);
        };
        const once = async () => {
          try {
            return await asWritingUser(ctx.database, principal, inSteps, {
              scope: meta.scope,
              seconds,
              requestId,
              span,
            });
          } catch (error) {
            throw explainOutside(error);
          }
        };
        return key === undefined ? once() : oneAtATime(userId, key, once);
      };
      const writeAtOnce: Writer["writeAtOnce"] = async (input, work) => {
        // Whether it was done already, an answer has to tell first.
        if (input.idempotencyKey !== undefined) return write(input, work);
        const { userId: _caller, idempotencyKey: _none, ...asked } = input;
        const once = (transaction: WriteTransaction) => work(transaction, change, asked);
        return explaining(
          async () => asWritingUserAtOnce(ctx.database, principal, once, { scope: meta.scope, requestId, span }),
          // Only now: two connections at a time for one request would leave none for others.
          async (explain) => asUserAtOnce(ctx.database, principal, explain, { requestId, span }),
        );
      };
      const writer: Writer = {
        userId,
        scopes,
        sessionId,
        keyId,
        keyExpiresAt,
        accounts,
        cursorKeys,
        write,
        writeAtOnce,
      };
      const result = await next({ ctx: { caller: writer } });
      Object.assign(ctx.outcome, outcome);
      return result;
    }),
  );
}
