import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { pino } from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { traceTo } from "./open-tracing.js";

type Export = (spans: ReadableSpan[], done: (result: ExportResult) => void) => void;

/** A request that was traced, and what the end then waits for. */
function closing(send: Export) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const tracing = traceTo(
    { export: send, shutdown: async () => {} },
    {
      url: "http://collector.example",
      protocol: "http/json",
      headers: {},
      resource: {},
      sampler: "always_on",
      ratio: 1,
      delay: 5000,
    },
    pino({ level: "silent" }),
  );
  const request = tracing.begin({ headers: {}, method: "GET", scheme: "http", requestId: "a-request" });
  request?.end({ status: 200, route: "/api/tasks" });
  const over = vi.fn<() => void>();
  void tracing.close().then(over);
  return over;
}

test("the end waits two seconds for a collector that does not answer, and no longer", async () => {
  const send = vi.fn<Export>();
  const over = closing(send);
  await vi.advanceTimersByTimeAsync(1999);
  expect(send).toHaveBeenCalledOnce();
  expect(over).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(over).toHaveBeenCalledOnce();
});

test("the end waits for nothing where the collector answers, and leaves nothing to wait for", async () => {
  const over = closing((_spans, done) => done({ code: ExportResultCode.SUCCESS }));
  await vi.advanceTimersByTimeAsync(0);
  expect(over).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});
