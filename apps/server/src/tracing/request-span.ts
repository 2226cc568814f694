import { defaultTextMapGetter, ROOT_CONTEXT, SpanKind } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { type Recording, recordedSpan } from "./recorded-span.js";
import type { RequestSpan, TracedRequest } from "./tracing.js";

/** https://www.w3.org/TR/trace-context/ */
const traceContext = new W3CTraceContextPropagator();

/** By OpenTelemetry's list: any other is `_OTHER`. */
const METHODS = new Set(["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]);

/**
 * By the conventions for HTTP servers, without what could tell whose request it is: path, query, address, user agent.
 *
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function beginRequest(recording: Recording, request: TracedRequest): RequestSpan | undefined {
  const { method, scheme } = request;
  // `tracestate` says whatever its sender likes, and each span would say it again. Nobody is called who could miss it.
  const { traceparent } = request.headers;
  const known = METHODS.has(method);
  const name = known ? method : "HTTP";
  const span = recording.tracer.startSpan(
    name,
    {
      kind: SpanKind.SERVER,
      attributes: {
        "http.request.method": known ? method : "_OTHER",
        "url.scheme": scheme,
        "typedo.request_id": recording.requestId,
      },
    },
    traceContext.extract(ROOT_CONTEXT, { traceparent }, defaultTextMapGetter),
  );
  if (!span.isRecording()) return undefined;
  const own = recordedSpan(recording, span);
  return {
    traceId: span.spanContext().traceId,
    span: own,
    end({ status, route }) {
      if (route !== undefined) span.updateName(`${name} ${route}`).setAttribute("http.route", route);
      if (status === undefined) return own.end({ type: "aborted", isFault: false });
      span.setAttribute("http.response.status_code", status);
      return own.end(status >= 500 ? { type: String(status), isFault: true } : undefined);
    },
  };
}
