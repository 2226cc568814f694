import type { Failure, Span } from "@typedo/db/span";
import { errorCatalogue } from "./errors.js";
import { toFault } from "./fault.js";

/** What a procedure is called with, as far as its span is about it. */
interface Turn {
  readonly ctx: { readonly span?: Span | undefined };
  readonly path: string;
}

/** What a procedure gives, as tRPC's `next` hands it on: an error is given, and not thrown. */
type Result = { readonly ok: true } | { readonly ok: false; readonly error: unknown };

/** A middleware that has all that follows in a span of its own, where somebody looks: of a batch, each call has one. */
export function traced<T extends Turn, R extends Result>(
  middleware: (turn: T, span: Span | undefined) => Promise<R>,
): (turn: T) => Promise<R> {
  return (turn) => {
    const { span } = turn.ctx;
    return span === undefined ? middleware(turn, undefined) : runTraced(span, turn, middleware);
  };
}

async function runTraced<T extends Turn, R extends Result>(
  span: Span,
  turn: T,
  middleware: (turn: T, span: Span) => Promise<R>,
): Promise<R> {
  const { path } = turn;
  const call = span.begin({ name: path, attributes: { "rpc.system.name": "trpc", "rpc.method": path } });
  try {
    const result = await call.during(() => middleware(turn, call));
    call.end(result.ok ? undefined : failureOf(result.error));
    return result;
  } catch (error) {
    call.end(failureOf(error));
    throw error;
  }
}

/** What is wrong with what was asked for is told by its code, and is no fault. */
function failureOf(error: unknown): Failure {
  const { code } = toFault(error);
  return { type: code, isFault: errorCatalogue[code].status >= 500 };
}
