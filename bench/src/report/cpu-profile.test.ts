import { expect, test } from "vitest";
import { byPackage, readCpuProfile, selfTimes } from "./cpu-profile.js";

const frame = (functionName: string, url: string, lineNumber = 0) => ({ functionName, url, lineNumber });

const profile = readCpuProfile(
  JSON.stringify({
    nodes: [
      { id: 1, callFrame: frame("(root)", "", -1) },
      { id: 2, callFrame: frame("(idle)", "", -1) },
      {
        id: 3,
        callFrame: frame("parse", "file:///home/me/typedo/node_modules/.pnpm/zod@4/node_modules/zod/v4/core.js", 9),
      },
      { id: 4, callFrame: frame("list", "file:///home/me/typedo/packages/api/dist/tasks.js", 4) },
      // The same function, called from elsewhere.
      { id: 5, callFrame: frame("list", "file:///home/me/typedo/packages/api/dist/tasks.js", 4) },
      { id: 6, callFrame: frame("(garbage collector)", "", -1) },
    ],
    startTime: 1000,
    samples: [3, 2, 4, 5, 6, 3],
    timeDeltas: [100, 10, 20, 30, 5, 100],
  }),
);

test("a function's self time is that of all its calls, and idle time is nobody's", () => {
  expect(selfTimes(profile, { from: 0, to: 10_000 })).toEqual([
    { name: "parse", place: "zod/v4/core.js:10", time: 200 },
    { name: "list", place: "packages/api/dist/tasks.js:5", time: 50 },
    { name: "(garbage collector)", place: "", time: 5 },
  ]);
});

test("what was before the load or after it does not count", () => {
  const times = selfTimes(profile, { from: 1101, to: 1170 });
  expect(times).toEqual([
    { name: "list", place: "packages/api/dist/tasks.js:5", time: 50 },
    { name: "(garbage collector)", place: "", time: 5 },
  ]);
});

test("packages are told apart", () => {
  const times = byPackage(selfTimes(profile, { from: 0, to: 10_000 }));
  expect(times.map(({ name }) => name)).toEqual(["zod", "packages/api", "(garbage collector)"]);
});

test("what is no profile is refused", () => {
  expect(() => readCpuProfile("{}")).toThrow();
});
