import type { AsyncLocalStorage } from "node:async_hooks";
import { ROOT_CONTEXT, type Span as SdkSpan, SpanKind, SpanStatusCode, trace, type Tracer } from "@opentelemetry/api";
import type { Failure, Part, Span } from "@typedo/db/span";

/** What all spans of a request have in common. */
export interface Recording {
  readonly tracer: Tracer;
  /** What is under way, for what can't be handed it. */
  readonly current: AsyncLocalStorage<Span>;
  readonly requestId: string;
}

/** A span as the packages know it, of one that OpenTelemetry records. */
export function recordedSpan(recording: Recording, span: SdkSpan): Span {
  const { tracer, current, requestId } = recording;
  const context = trace.setSpan(ROOT_CONTEXT, span);
  const own: Span = {
    begin({ name, kind, attributes }: Part) {
      const options = {
        kind: kind === "client" ? SpanKind.CLIENT : SpanKind.INTERNAL,
        attributes: { ...attributes, "typedo.request_id": requestId },
      };
      return recordedSpan(recording, tracer.startSpan(name, options, context));
    },
    during: (work) => current.run(own, work),
    end(failure) {
      if (failure) noteFailure(span, failure);
      span.end();
    },
  };
  return own;
}

function noteFailure(span: SdkSpan, { type, isFault }: Failure): void {
  span.setAttribute("error.type", type);
  if (isFault) span.setStatus({ code: SpanStatusCode.ERROR });
}
