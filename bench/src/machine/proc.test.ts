import { describe, expect, test } from "vitest";
import { openMachine, parseStat, treeOf, treeTicks } from "./proc.js";

const LINE =
  "4242 (a (strange) name) S 17 4242 4242 0 -1 4194560 903 12 0 0 120 30 7 3 20 0 11 0 1234 1000 200 18446744073709551615";

test("a process's ticks are its own and those of its ended children, in user and system mode", () => {
  expect(parseStat(LINE)).toEqual({ pid: 4242, parent: 17, ticks: 160 });
});

test("what is no such line is refused", () => {
  expect(() => parseStat("")).toThrow(SyntaxError);
  expect(() => parseStat("1 (x) S 2")).toThrow(SyntaxError);
});

test("a tree's ticks are those of all below its root, and of no other", () => {
  const stats = [
    { pid: 1, parent: 0, ticks: 1000 },
    { pid: 10, parent: 1, ticks: 1 },
    { pid: 12, parent: 11, ticks: 4 },
    { pid: 11, parent: 10, ticks: 2 },
    { pid: 20, parent: 1, ticks: 500 },
  ];
  expect(treeTicks(stats, 10)).toBe(7);
  expect(treeTicks(stats, 99)).toBe(0);
  expect(treeOf(stats, 10)).toEqual([10, 11, 12]);
});

describe.runIf(process.platform === "linux")("on Linux", () => {
  test("this process's CPU time grows as it works", () => {
    const machine = openMachine();
    const before = machine.cpuTime(process.pid) ?? Number.NaN;
    const until = process.cpuUsage().user + 60_000;
    while (process.cpuUsage().user < until) Math.sqrt(Math.random());
    const used = (machine.cpuTime(process.pid) ?? Number.NaN) - before;
    expect(used).toBeGreaterThanOrEqual(40);
  });

  test("the memory and the parent of this process are what Node says", () => {
    const machine = openMachine();
    expect(machine.parentOf(process.pid)).toBe(process.ppid);
    expect(machine.resident(process.pid)).toBeGreaterThan(10 * 1024 * 1024);
    expect(machine.commandOf(process.pid)).toContain("node");
  });

  test("a process that is not there has nothing", () => {
    const machine = openMachine();
    expect(machine.resident(2 ** 30)).toBeUndefined();
    expect(machine.parentOf(2 ** 30)).toBeUndefined();
    expect(machine.cpuTime(undefined)).toBeUndefined();
  });
});
