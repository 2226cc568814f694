import { describe, expect, test } from "vitest";
import type { Measurement } from "../measure.js";
import { judge } from "./goals.js";
import { replaceFigures } from "./readme.js";
import { figuresTable, formatTable, goalsTable } from "./table.js";

const measured = (over: Partial<Measurement>): Measurement => ({
  round: 1,
  workload: "list",
  connections: 16,
  server: "bare",
  requests: 1000,
  requestsPerSecond: 1000,
  p50: 1,
  p99: 2,
  serverCpu: 0.2,
  databaseCpu: 0.1,
  resident: 100 * 1024 * 1024,
  ...over,
});

/** Bare's 1,000 requests a second are 500 in the second round, when the machine was slow; ours is 0.8, 0.6, 0.9 of it. */
const rounds = [
  measured({}),
  measured({ server: "ours", requestsPerSecond: 800, serverCpu: 0.3, databaseCpu: 0.12 }),
  measured({ round: 2, requestsPerSecond: 500 }),
  measured({ round: 2, server: "ours", requestsPerSecond: 300, serverCpu: 0.3, databaseCpu: 0.12 }),
  measured({ round: 3 }),
  measured({ round: 3, server: "ours", requestsPerSecond: 900, serverCpu: 0.3, databaseCpu: 0.12 }),
];

const verdictOn = (what: string, measurements: readonly Measurement[]) =>
  judge(measurements).find(({ goal }) => goal.what === what);

describe("the goals", () => {
  test("are judged by the median of each round's ratio", () => {
    const verdict = verdictOn("requests a second, list", rounds);
    expect(verdict?.ours).toEqual({ median: 0.8, least: 0.6, most: 0.9 });
    expect(verdict?.met).toBe(true);
    expect(verdict?.naive).toBeUndefined();
  });

  test("are missed on the wrong side of their bound", () => {
    expect(verdictOn("CPU of a list of 20, the database alone", rounds)?.met).toBe(false);
    expect(verdictOn("CPU of a list of 20, server and database", rounds)?.met).toBe(false);
  });

  test("say nothing of what was not measured", () => {
    expect(verdictOn("requests a second, get", rounds)).toBeUndefined();
    const elsewhere = rounds.map((one) => ({ ...one, databaseCpu: undefined }));
    expect(verdictOn("CPU of a list of 20, the database alone", elsewhere)).toBeUndefined();
    expect(verdictOn("requests a second, list", [measured({ server: "ours" })])).toBeUndefined();
  });

  test("compare memory by the most of a round, under loads that both had", () => {
    const some = [
      measured({ resident: 100 }),
      measured({ resident: 150, connections: 64 }),
      measured({ server: "ours", resident: 180 }),
      measured({ server: "ours", resident: 900, workload: "trpc-list" }),
    ];
    expect(verdictOn("memory under load", some)?.ours?.median).toBe(1.2);
  });

  test("compare tRPC with REST of the same server", () => {
    const some = [
      measured({ server: "ours", requestsPerSecond: 400 }),
      measured({ server: "ours", requestsPerSecond: 300, workload: "trpc-list" }),
      measured({ server: "ours", connections: 1, p50: 2, workload: "trpc-get" }),
      measured({ server: "ours", connections: 1, p50: 7, workload: "trpc-batch" }),
    ];
    expect(verdictOn("tRPC's list of 20, in requests a second of REST's", some)?.ours?.median).toBe(0.75);
    const batch = verdictOn("a tRPC batch of 10 gets, in p50 of one get's", some);
    expect(batch?.ours?.median).toBe(3.5);
    expect(batch?.met).toBe(false);
  });
});

describe("the tables", () => {
  test("line up, with numbers to the right", () => {
    expect(
      formatTable(
        ["what", "n"],
        [
          ["list", "12"],
          ["get", "1234"],
        ],
        1,
      ),
    ).toBe(["| what |    n |", "| ---- | ---: |", "| list |   12 |", "| get  | 1234 |"].join("\n"));
  });

  test("give medians, and n/a for what the machine does not tell", () => {
    const [, , line] = figuresTable(rounds.map((one) => ({ ...one, resident: undefined }))).split("\n");
    expect(line?.split("|").map((cell) => cell.trim())).toEqual([
      "",
      "list",
      "bare",
      "16",
      "1000",
      "1.00",
      "2.00",
      "0.200",
      "0.100",
      "n/a",
      "",
    ]);
  });

  test("put the goal beside what was reached", () => {
    const [, , line] = goalsTable(judge(rounds)).split("\n");
    expect(line?.split("|").map((cell) => cell.trim())).toEqual([
      "",
      "requests a second, list",
      "16 connections",
      "yes",
      "≥ 0.75",
      "0.80 (0.60–0.90)",
      "n/a",
      "",
    ]);
  });
});

describe("the page", () => {
  const page = "# Title\n\n<!-- figures -->\n\nold\n\n<!-- end of figures -->\n\nMore\n";

  test("gets new figures between its markers, and keeps the rest", () => {
    const next = replaceFigures(page, "figures", "new");
    expect(next).toBe("# Title\n\n<!-- figures -->\n\nnew\n\n<!-- end of figures -->\n\nMore\n");
    expect(replaceFigures(next, "figures", "new")).toBe(next);
  });

  test("is not touched without its markers", () => {
    expect(() => replaceFigures("# Title\n", "figures", "new")).toThrow(RangeError);
  });
});
