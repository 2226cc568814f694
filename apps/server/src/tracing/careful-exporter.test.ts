import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import { InMemorySpanExporter, type ReadableSpan } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { exportCarefully } from "./careful-exporter.js";

const FAILED: ExportResult = { code: ExportResultCode.FAILED, error: new Error("away") };
const SUCCESS: ExportResult = { code: ExportResultCode.SUCCESS };

test("that spans can't be delivered is told once, and once when they can be again", () => {
  let outcome = FAILED;
  const told: string[] = [];
  const exporter = exportCarefully(
    Object.assign(new InMemorySpanExporter(), {
      export: (_spans: ReadableSpan[], done: (result: ExportResult) => void) => done(outcome),
    }),
    { onAway: (cause) => told.push(`away: ${cause?.message}`), onBack: (lost) => told.push(`back, ${lost} lost`) },
  );
  const send = (count: number) => {
    const results: ExportResult[] = [];
    exporter.export(Array.from<ReadableSpan>({ length: count }), (result) => results.push(result));
    // Nobody else is to make anything of it: the SDK would write to stderr, or end what waits for it.
    expect(results).toEqual([SUCCESS]);
  };
  send(2);
  send(3);
  expect(told).toEqual(["away: away"]);
  outcome = SUCCESS;
  send(1);
  send(1);
  expect(told).toEqual(["away: away", "back, 5 lost"]);
  outcome = FAILED;
  send(1);
  expect(told).toHaveLength(3);
});
