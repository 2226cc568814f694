import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { openFaultProxy } from "../faults/fault-proxy.js";
import { bearer, type Rig, SOON, useRig } from "../faults/rig.js";
import { type Collector, openCollector } from "./collector.js";

async function useCollector(): Promise<Collector> {
  const collector = await openCollector();
  onTestFinished(() => collector.close());
  return collector;
}

/** A folder for what V8 tells, at its end, of a process: which modules it had loaded, and more. */
async function useCoverage() {
  const folder = await mkdtemp(join(tmpdir(), "typedo-coverage-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return {
    variables: { NODE_V8_COVERAGE: folder },
    async hasLoaded(module: string) {
      const files = await readdir(folder);
      expect(files.length).toBeGreaterThan(0);
      const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
      return texts.some((text) => text.includes(module));
    },
  };
}

interface Line {
  readonly pid?: number;
  readonly msg: string;
  readonly lost?: number;
  readonly traceId?: string;
}

function linesOf({ server }: Rig): Line[] {
  return server
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): Line => JSON.parse(line));
}

const aboutTraces = (rig: Rig) => linesOf(rig).filter(({ msg }) => msg.startsWith("Traces"));

test("where no traces are asked for, nothing of what makes them is loaded", async () => {
  const coverage = await useCoverage();
  const rig = await useRig({ OTEL_SERVICE_NAME: "typedo", ...coverage.variables }, ["ada"]);
  expect((await rig.time("/api/tasks", { headers: bearer(rig) })).status).toBe(200);
  expect(await rig.server.stop()).toBe(0);
  // What was loaded would be seen.
  expect(await coverage.hasLoaded("/services.js")).toBe(true);
  expect(await coverage.hasLoaded("/fastify/")).toBe(true);
  expect(await coverage.hasLoaded("/@opentelemetry/sdk-trace/")).toBe(false);
});

test("a collector that is away changes no answer, and is told of once; one that is silent holds no server up", async () => {
  const collector = await useCollector();
  const proxy = await openFaultProxy({ host: "127.0.0.1", port: collector.port });
  onTestFinished(() => proxy.close());
  proxy.set("refusal");
  const rig = await useRig(
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${proxy.port}`,
      OTEL_BSP_SCHEDULE_DELAY: "50",
      LOG_LEVEL: "info",
    },
    ["ada"],
  );
  const ask = async () => (await rig.time("/api/tasks", { headers: bearer(rig) })).status;
  await vi.waitFor(async () => {
    expect(await ask()).toBe(200);
    expect(aboutTraces(rig)).toHaveLength(1);
  }, SOON);
  // What is lost after that is told by its number alone: two seconds are another delivery that failed.
  const until = performance.now() + 2500;
  while (performance.now() < until) expect(await ask()).toBe(200);
  expect(aboutTraces(rig)).toHaveLength(1);

  proxy.set("none");
  await vi.waitFor(async () => {
    expect(await ask()).toBe(200);
    expect(aboutTraces(rig)).toHaveLength(2);
  }, SOON);
  expect(aboutTraces(rig)[0]?.msg).toBe("Traces can't be delivered, and are lost until they can be");
  expect(aboutTraces(rig)[1]?.msg).toBe("Traces are delivered again");
  expect(aboutTraces(rig)[1]?.lost).toBeGreaterThan(4);
  // As protobuf, unless JSON is asked for.
  const [first] = collector.received;
  expect(first).toMatchObject({ path: "/v1/traces", headers: { "content-type": "application/x-protobuf" } });
  expect(first?.body.includes("GET /api/tasks")).toBe(true);

  proxy.set("silence");
  expect(await ask()).toBe(200);
  const begun = performance.now();
  // By itself: by force it would be 1.
  expect(await rig.server.stop()).toBe(0);
  expect(performance.now() - begun).toBeLessThan(6000);
});

test("at SIGTERM what is left is sent, by each of several workers", async () => {
  const collector = await useCollector();
  const rig = await useRig(
    {
      WORKERS: "2",
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/traces`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20of-the-test",
      OTEL_SERVICE_NAME: "tasks",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
      OTEL_BSP_SCHEDULE_DELAY: "600000",
      LOG_LEVEL: "info",
    },
    ["ada"],
  );
  const serving = () =>
    new Set(linesOf(rig).flatMap(({ pid, msg }) => (pid !== undefined && msg === "answered" ? [pid] : [])));
  await vi.waitFor(
    async () => {
      // Each on a connection of its own, so that both get some; the second may be long in coming.
      const headers = { ...bearer(rig), connection: "close" };
      await Promise.all(Array.from({ length: 20 }, () => rig.time("/api/tasks", { headers })));
      expect(serving().size).toBe(2);
    },
    { ...SOON, timeout: 60_000 },
  );

  expect(await rig.server.stop()).toBe(0);
  expect(collector.received[0]).toMatchObject({ path: "/traces", headers: { authorization: "Bearer of-the-test" } });
  const resources = collector.spans().map(({ resource }) => resource);
  expect(new Set(resources.map((resource) => resource["process.pid"]))).toEqual(serving());
  expect(new Set(resources.map((resource) => resource["service.instance.id"])).size).toBe(2);
  expect(resources[0]).toMatchObject({ "service.name": "tasks", "deployment.environment.name": "test" });
  const sent = new Set(collector.spans().map(({ traceId }) => traceId));
  const answered = linesOf(rig).flatMap(({ traceId }) => (traceId === undefined ? [] : [traceId]));
  expect(answered.length).toBeGreaterThan(20);
  expect(answered.filter((traceId) => !sent.has(traceId))).toEqual([]);
});
