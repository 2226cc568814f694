import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import type { SpanExporter } from "@opentelemetry/sdk-trace";

export interface Listener {
  /** Called when spans can't be delivered, and not again before they could. */
  onAway(cause: Error | undefined): void;
  /** Called when they can be again, with how many could not. */
  onBack(lost: number): void;
}

/** An exporter whose failures are told once, and are nobody's else: what it can't deliver is lost. */
export function exportCarefully(exporter: SpanExporter, { onAway, onBack }: Listener): SpanExporter {
  let lost = 0;
  const tell = ({ code, error }: ExportResult, count: number) => {
    if (code === ExportResultCode.SUCCESS) {
      if (lost > 0) onBack(lost);
      lost = 0;
      return;
    }
    if (lost === 0) onAway(error);
    lost += count;
  };
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        tell(result, spans.length);
        done({ code: ExportResultCode.SUCCESS });
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}
