import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Span } from "@typedo/db/span";
import type { Logger } from "pino";
import { exportCarefully } from "./careful-exporter.js";
import { beginRequest } from "./request-span.js";
import type { TracingSettings } from "./tracing-settings.js";
import type { Tracing } from "./tracing.js";

/** Milliseconds that a collector has to take what it is sent, and that the end waits for it. */
const PATIENCE = 2000;

/** Traces requests for the collector that the settings name. */
export async function openTracing(settings: TracingSettings, log: Logger): Promise<Tracing> {
  return traceTo(await openExporter(settings), settings, log);
}

/** Makes spans of requests, and sends them beside the work; what there is no room for is dropped. */
export function traceTo(collector: SpanExporter, settings: TracingSettings, log: Logger): Tracing {
  const exporter = exportCarefully(collector, {
    onAway: (cause) => log.warn({ err: cause }, "Traces can't be delivered, and are lost until they can be"),
    onBack: (lost) => log.info({ lost }, "Traces are delivered again"),
  });
  // Of several processes, each is an instance.
  const own = { "service.instance.id": randomUUID(), "process.pid": process.pid };
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ ...own, ...settings.resource })),
    sampler: samplerOf(settings),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: settings.delay })],
  });
  const tracer = provider.getTracer("typedo");
  const current = new AsyncLocalStorage<Span>();
  return {
    begin: (request) => beginRequest({ tracer, current, requestId: request.requestId }, request),
    currentSpan: () => current.getStore(),
    close: () => patiently(provider.shutdown()),
  };
}

/** The exporter's own time does not count what it waits before it tries again. */
async function patiently(sent: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE);
  });
  try {
    await Promise.race([sent, enough]);
  } finally {
    clearTimeout(timer);
  }
}

async function openExporter({ url, headers, protocol }: TracingSettings): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === "http/json"
      ? await import("@opentelemetry/exporter-trace-otlp-http")
      : await import("@opentelemetry/exporter-trace-otlp-proto");
  return new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: PATIENCE });
}

function samplerOf({ sampler, ratio }: TracingSettings): Sampler {
  const root = rootSamplerOf(sampler, ratio);
  return sampler.startsWith("parentbased_") ? new ParentBasedSampler({ root }) : root;
}

function rootSamplerOf(sampler: TracingSettings["sampler"], ratio: number): Sampler {
  if (sampler.endsWith("always_on")) return new AlwaysOnSampler();
  if (sampler.endsWith("always_off")) return new AlwaysOffSampler();
  return new TraceIdRatioBasedSampler(ratio);
}
