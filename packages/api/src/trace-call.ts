import type { Span } from "@typedo/db/span";
import { errorCatalogue } from "./errors.js";
import { toFault } from "./fault.js";

/** What a procedure gives, as tRPC's `next` hands it on: an error is given, and not thrown. */
type Result = { readonly ok: true } | { readonly ok: false; readonly error: unknown };

/** Runs a procedure as a part of a span. What is wrong with what was asked for is told by its code, and is no fault. */
export async function traceCall<R extends Result>(
  span: Span,
  procedure: string,
  run: (call: Span) => Promise<R>,
): Promise<R> {
  const call = span.begin({ name: procedure, attributes: { "rpc.system.name": "trpc", "rpc.method": procedure } });
  const result = await call.during(() => run(call));
  if (result.ok) {
    call.end();
  } else {
    const { code } = toFault(result.error);
    call.end({ type: code, isFault: errorCatalogue[code].status >= 500 });
  }
  return result;
}
