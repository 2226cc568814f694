import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { z } from "zod";

/** A span as it arrived. */
export interface Collected {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 2: a fault. */
  readonly status: number;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** What takes traces by OTLP, as far as a test looks at them. */
export interface Collector {
  readonly url: string;
  readonly port: number;
  /** Of JSON. */
  spans(): Collected[];
  /** All that came, as bytes. */
  readonly received: readonly Received[];
  /** The trees of a trace, a name a line, each deeper by two spaces than what it is a part of. */
  tree(traceId: string): string;
  close(): Promise<void>;
}

interface Received {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const attributes = z
  .array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) }))
  .default([])
  .transform((all) => Object.fromEntries(all.map(({ key, value }) => [key, Object.values(value)[0]])));

const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes,
  status: z.object({ code: z.number().default(0) }).default({ code: 0 }),
});

const request = z.object({
  resourceSpans: z.array(
    z.object({ resource: z.object({ attributes }), scopeSpans: z.array(z.object({ spans: z.array(span) })) }),
  ),
});

export async function openCollector(): Promise<Collector> {
  const received: Received[] = [];
  const server = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      received.push({ path: incoming.url, headers: incoming.headers, body: Buffer.concat(chunks) });
      answer.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  const spans = () =>
    received.filter(({ headers }) => headers["content-type"] === "application/json").flatMap(({ body }) => read(body));
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    spans,
    received,
    tree: (traceId) => drawTrees(spans().filter((one) => one.traceId === traceId)),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function read(body: Buffer): Collected[] {
  const { resourceSpans } = request.parse(JSON.parse(body.toString()));
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ status, ...one }) => ({
        ...one,
        parentSpanId: one.parentSpanId,
        status: status.code,
        resource: resource.attributes,
      })),
    ),
  );
}

/** Parts of one thing are in the order of their names: which began first is by chance, where they go out together. */
function drawTrees(spans: readonly Collected[]): string {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const lines: string[] = [];
  const draw = (some: readonly Collected[], indent: string) => {
    for (const { name, spanId } of some.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      lines.push(`${indent}${name}`);
      draw(
        spans.filter(({ parentSpanId }) => parentSpanId === spanId),
        `${indent}  `,
      );
    }
  };
  draw(
    spans.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId)),
    "",
  );
  return lines.join("\n");
}
