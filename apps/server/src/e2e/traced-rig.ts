import { randomBytes } from "node:crypto";
import { expect, vi } from "vitest";
import { openRig, type Rig, SOON } from "../faults/rig.js";
import { type Collected, type Collector, openCollector } from "./collector.js";
import type { Person } from "./person.js";

export const hex = (bytes: number) => randomBytes(bytes).toString("hex");

export interface Traced {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly traceId: string;
  /** The caller's own span. */
  readonly above: string;
}

/** A server that is traced, and who looks at what it sends. */
export interface TracedRig {
  readonly rig: Rig;
  readonly collector: Collector;
  readonly person: Person;
  /** Calls as a part of a trace of its own. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Traced>;
  /** What came of a call, when all of it has: the request's own span is the last to end. */
  spansOf(traced: Pick<Traced, "traceId" | "above">): Promise<Collected[]>;
  treeOf(traced: Traced): Promise<string[]>;
  /** Lines of the log about a request. */
  linesOf(requestId: string): { msg: string; route?: string; traceId?: string }[];
  close(): Promise<void>;
}

export async function openTracedRig(): Promise<TracedRig> {
  const collector = await openCollector();
  const rig = await openRig(
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_BSP_SCHEDULE_DELAY: "50",
      LOG_LEVEL: "info",
    },
    ["zaphod"],
  );
  const [person] = rig.people;
  if (!person) throw new Error("nobody signed up");

  const spansOf: TracedRig["spansOf"] = async ({ traceId, above }) => {
    const spans = () => collector.spans().filter((span) => span.traceId === traceId);
    await vi.waitFor(() => expect(spans().some(({ parentSpanId }) => parentSpanId === above)).toBe(true), SOON);
    return spans();
  };

  return {
    rig,
    collector,
    person,
    async call(method, path, body, headers = {}) {
      const [traceId, above] = [hex(16), hex(8)];
      const answer = await fetch(rig.server.url + path, {
        method,
        headers: {
          authorization: `Bearer ${person.token}`,
          traceparent: `00-${traceId}-${above}-01`,
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, headers: answer.headers, body: await answer.text(), traceId, above };
    },
    spansOf,
    async treeOf(traced) {
      await spansOf(traced);
      return collector.tree(traced.traceId).split("\n");
    },
    linesOf: (requestId) =>
      rig.server
        .output()
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line): { msg: string; requestId?: string; route?: string; traceId?: string } => JSON.parse(line))
        .filter((line) => line.requestId === requestId),
    async close() {
      await rig.close();
      await collector.close();
    },
  };
}

/** One that must be there. */
export function named(spans: readonly Collected[], name: string): Collected {
  const span = spans.find((one) => one.name === name);
  if (!span) throw new Error(`There is no ${name} among ${spans.map((one) => one.name).join(", ")}`);
  return span;
}
