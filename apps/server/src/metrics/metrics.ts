import type { PoolState } from "@typedo/db";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { KINDS } from "../load/front-door.js";
import { shareMetrics } from "../workers/gather-metrics.js";

/** Seconds: what a page of tasks takes is at the lower end, what is given up at the upper. */
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What becomes of a status where there was no answer: nginx's, and no fault of the server's. */
const GONE = 499;

export interface Over {
  readonly method: string;
  /** As it was declared: no id, search or cursor gets into a label. */
  readonly route: string;
  /** Undefined: whoever asked was gone before the answer. */
  readonly status: number | undefined;
  readonly seconds: number;
}

/** What is counted, and how it reads: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export interface Metrics {
  readonly contentType: string;
  /** A request that is over. */
  over(request: Over): void;
  /** A request that a limit refused, by the limit's name. */
  limited(limit: string): void;
  /** A request that was refused because too many were under way, by what it was for. */
  shed(kind: string): void;
  /** Looks at a pool each time that somebody asks. */
  watchPool(name: string, look: () => PoolState): void;
  /** Looks whether the limits are counted for all processes together, or by each alone while their store is away. */
  watchLimits(areShared: () => boolean): void;
  /** Of this process. */
  text(): Promise<string>;
}

export function openMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  shareMetrics(registry);

  const requests = new Counter({
    name: "http_requests_total",
    help: "Requests by route and status; 499: whoever asked was gone before the answer",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "From a request's first byte to its answer's last, by route",
    labelNames: ["method", "route"],
    buckets: BUCKETS,
    registers,
  });
  const limited = new Counter({
    name: "typedo_limited_requests_total",
    help: "Requests that were refused, by the limit that refused them",
    labelNames: ["limit"],
    registers,
  });
  const shed = new Counter({
    name: "typedo_shed_requests_total",
    help: "Requests that were refused before any work because too many were under way, by what they were for",
    labelNames: ["kind"],
    registers,
  });
  for (const kind of KINDS) shed.inc({ kind }, 0);

  return {
    contentType: registry.contentType,
    over({ method, route, status, seconds }) {
      requests.inc({ method, route, status: status ?? GONE });
      // How long somebody had patience is not how long an answer takes.
      if (status !== undefined) durations.observe({ method, route }, seconds);
    },
    limited: (limit) => limited.inc({ limit }),
    shed: (kind) => shed.inc({ kind }),
    watchPool: poolWatcher(registry),
    watchLimits(areShared) {
      registry.registerMetric(
        new Gauge({
          name: "typedo_limits_shared",
          help: "1: limits hold for all processes together; 0: their store is away, and each process counts by itself",
          registers: [],
          aggregator: "min",
          collect() {
            this.set(areShared() ? 1 : 0);
          },
        }),
      );
    },
    text: () => registry.metrics(),
  };
}

function poolWatcher(registry: Registry): Metrics["watchPool"] {
  const pools = new Map<string, () => PoolState>();
  registry.registerMetric(
    new Gauge({
      name: "typedo_database_connections",
      help: "Connections to the database that are open, by pool and by whether they are lent",
      labelNames: ["pool", "state"],
      registers: [],
      collect() {
        for (const [pool, look] of pools) {
          const { lent, idle } = look();
          this.set({ pool, state: "lent" }, lent);
          this.set({ pool, state: "idle" }, idle);
        }
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: "typedo_database_waiting",
      help: "Transactions that wait for a connection; after a second they are answered 503",
      labelNames: ["pool"],
      registers: [],
      collect() {
        for (const [pool, look] of pools) this.set({ pool }, look().waiting);
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: "typedo_database_leases_total",
      help: "How often a connection was lent",
      labelNames: ["pool"],
      registers: [],
      collect() {
        this.reset();
        for (const [pool, look] of pools) this.inc({ pool }, look().leases);
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: "typedo_database_connections_ended_total",
      help: "Connections that were not lent again, by why: idle and worn are as it should be",
      labelNames: ["pool", "reason"],
      registers: [],
      collect() {
        this.reset();
        for (const [pool, look] of pools) for (const [reason, count] of look().ended) this.inc({ pool, reason }, count);
      },
    }),
  );
  return (name, look) => void pools.set(name, look);
}
