import { describe, expect, test } from "vitest";
import { checkChanges, VoidRunError } from "./measure.js";
import { readOptions, UsageError } from "./options.js";
import { planCells, planSteps } from "./plan.js";
import { requestsOf } from "./workloads.js";

describe("the options", () => {
  test("are quick unless all is asked for", () => {
    expect(readOptions([])).toMatchObject({ rounds: 3, seconds: 2, write: false });
    expect(readOptions(["--full", "--rounds", "7"])).toMatchObject({ rounds: 7, seconds: 10 });
    expect(readOptions(["--", "--only", "list,get", "--connections", "1,16"])).toMatchObject({
      only: ["list", "get"],
      connections: [1, 16],
    });
  });

  test.each([
    ["--only", "lists"],
    ["--rounds", "0"],
    ["--rounds", "x"],
    ["--sekonds", "1"],
    ["--connections", "2000"],
  ])("refuse %s %s and tell the usage", (...args) => {
    expect(() => readOptions(args)).toThrow(UsageError);
    expect(() => readOptions(args)).toThrow(/usage: pnpm bench/);
  });
});

describe("the plan", () => {
  test("takes each load on one server after the other, another one first in each round", () => {
    const cells = planCells(readOptions(["--only", "list", "--connections", "16"]));
    expect(planSteps(cells, 2).map(({ round, server }) => `${round} ${server}`)).toEqual([
      "1 ours",
      "1 bare",
      "1 naive",
      "1 ours-2",
      "2 bare",
      "2 naive",
      "2 ours-2",
      "2 ours",
    ]);
  });

  test("asks two workers only for what one has much to do with", () => {
    const asked = planCells(readOptions([])).filter(({ servers }) => servers.includes("ours-2"));
    expect(asked.map(({ workload, connections }) => `${workload} ${connections}`)).toEqual([
      "list 16",
      "list 64",
      "mix 16",
      "mix 64",
    ]);
  });

  test("asks no tRPC of the bare server", () => {
    const cells = planCells(readOptions(["--only", "trpc-list"]));
    expect(cells).toEqual([{ workload: "trpc-list", connections: 16, servers: ["ours", "naive"] }]);
  });
});

describe("the requests", () => {
  const targets = Array.from({ length: 30 }, (_, index) => ({
    userId: `user-${index}`,
    token: `token-${index}`,
    taskIds: Array.from({ length: 12 }, (_item, task) => `task-${index}-${task}`),
  }));

  test("come from another user each time, and no two connections share one", () => {
    const senders = requestsOf("get", targets, 3, "x").map((own) => own.map(({ headers }) => headers["authorization"]));
    expect(senders.map((own) => new Set(own).size)).toEqual([10, 10, 10]);
    expect(new Set(senders.flat()).size).toBe(30);
    for (const own of senders) expect(own.some((sender, index) => sender === own[index + 1])).toBe(false);
  });

  test("are about the user's own tasks", () => {
    for (const { path, headers } of requestsOf("get", targets, 3, "x").flat()) {
      expect(path).toMatch(new RegExp(`^/api/tasks/task-${headers["authorization"]?.slice("Bearer token-".length)}-`));
    }
  });

  test("give a task another title each time it is come by", () => {
    const [own = []] = requestsOf("patch", targets, 1, "x");
    const titles = new Map<string, string | undefined>();
    for (const { path, body } of [...own, ...own]) {
      expect(titles.get(path)).not.toBe(body);
      titles.set(path, body);
    }
    expect(titles.size).toBe(100);
  });

  test("of the mix are four fifths reads", () => {
    const [own = []] = requestsOf("mix", targets, 1, "x");
    expect(own.filter(({ method }) => method === "GET").length / own.length).toBe(0.8);
  });

  test("of a tRPC batch ask for ten different tasks", () => {
    const [[request] = []] = requestsOf("trpc-batch", targets, 1, "x");
    const input = JSON.parse(new URL(request?.path ?? "", "http://x").searchParams.get("input") ?? "");
    expect(new Set(Object.values(input).map((call) => JSON.stringify(call))).size).toBe(10);
  });
});

describe("a run is void", () => {
  const step = (workload: "list" | "create" | "mix") =>
    ({ round: 1, workload, connections: 4, server: "ours" }) as const;

  test("if a write that was answered is not in the database", () => {
    expect(() => checkChanges(step("create"), 100, 99)).toThrow(VoidRunError);
    expect(() => checkChanges(step("mix"), 100, 11)).toThrow(VoidRunError);
  });

  test("if there are more than were under way", () => {
    expect(() => checkChanges(step("create"), 100, 105)).toThrow(VoidRunError);
    expect(() => checkChanges(step("list"), 100, 1)).toThrow(VoidRunError);
  });

  test("and only then", () => {
    checkChanges(step("list"), 100, 0);
    checkChanges(step("create"), 100, 100);
    checkChanges(step("create"), 100, 104);
    checkChanges(step("mix"), 100, 18);
  });
});
