import { getTRPCErrorFromUnknown, TRPCError, type TRPCProcedureType } from "@trpc/server";

/** What one call of a procedure brings. */
export interface Call {
  readonly ctx: unknown;
  /** Rejects where what was sent can't be read. */
  readonly getRawInput: () => Promise<unknown>;
  /** Its place among the calls of its request, from 0. */
  readonly batchIndex: number;
  /** Whose `signal` is aborted when the caller goes away. */
  readonly request: { readonly signal: AbortSignal };
}

export interface Runnable {
  readonly path: string;
  readonly type: TRPCProcedureType;
  readonly meta: unknown;
  /** In their order: middlewares, parsers of input and output, and the resolver as the last. */
  readonly steps: readonly Step[];
}

export type Step = (turn: Turn) => Promise<Result | undefined>;

/** What a step gives; one that ends without calling the next gives nothing. */
export type Result = { readonly ok: true; readonly data: unknown } | { readonly ok: false; readonly error: unknown };

/** What a step hands on to the next, where it changes it. */
interface Change {
  readonly ctx?: object;
  readonly input?: unknown;
  readonly getRawInput?: () => Promise<unknown>;
}

/**
 * Runs a procedure as `callTRPCProcedure` does, but for two things: a step's options are no copies of copies, which take
 * as long there as all the rest of a call, and the call's `signal` is asked for only by who reads it (some servers make
 * one for each request when it is asked for).
 *
 * @throws {TRPCError} as `callTRPCProcedure` does
 */
export async function runProcedure(procedure: Runnable, call: Call): Promise<unknown> {
  const { ctx, getRawInput } = call;
  const result = await runStep(new Turn({ procedure, call, index: 0 }, { ctx, input: undefined, getRawInput }));
  if (!result) {
    const message = `A middleware of ${procedure.path} gave nothing: it must return what \`next()\` gives`;
    throw new TRPCError({ code: "INTERNAL_SERVER_ERROR", message });
  }
  if (!result.ok) throw result.error;
  return result.data;
}

function runStep(turn: Turn): Promise<Result | undefined> {
  const { procedure, index } = turn.place;
  try {
    return Promise.resolve(procedure.steps[index]?.(turn)).catch(failed);
  } catch (cause) {
    return Promise.resolve(failed(cause));
  }
}

function failed(cause: unknown): Result {
  return { ok: false, error: getTRPCErrorFromUnknown(cause) };
}

interface Place {
  readonly procedure: Runnable;
  readonly call: Call;
  readonly index: number;
}

interface Carried {
  readonly ctx: unknown;
  readonly input: unknown;
  readonly getRawInput: () => Promise<unknown>;
}

/** A step's options, as tRPC's middlewares and resolvers have them. */
class Turn implements Carried {
  readonly batchIndex: number;
  readonly place: Place;
  readonly path: string;
  readonly type: TRPCProcedureType;
  readonly meta: unknown;
  readonly ctx: unknown;
  readonly input: unknown;
  readonly getRawInput: () => Promise<unknown>;
  readonly next: (change?: Change) => Promise<Result | undefined>;

  constructor(place: Place, { ctx, input, getRawInput }: Carried) {
    const { procedure, call, index } = place;
    this.batchIndex = call.batchIndex;
    this.place = place;
    this.path = procedure.path;
    this.type = procedure.type;
    this.meta = procedure.meta;
    this.ctx = ctx;
    this.input = input;
    this.getRawInput = getRawInput;
    // Not assigned as it is written down: V8 makes such a function in the old generation, and all that it closes over, here
    // the whole request, is garbage that stays until the whole heap is collected.
    const next = (change: Change = {}) =>
      runStep(
        new Turn(
          { procedure, call, index: index + 1 },
          {
            ctx: change.ctx ? Object.assign({}, ctx, change.ctx) : ctx,
            input: "input" in change ? change.input : input,
            getRawInput: change.getRawInput ?? getRawInput,
          },
        ),
      );
    this.next = next;
  }

  get signal(): AbortSignal {
    return this.place.call.request.signal;
  }
}
