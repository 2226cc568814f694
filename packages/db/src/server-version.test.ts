import { expect, test } from "vitest";
import { lackingFixes } from "./server-version.js";

test.each([
  ["15.19", "15.20"],
  ["15.18 (Debian 15.18-0+deb12u1)", "15.20"],
  ["16.9", "16.16"],
  ["17.11", "17.12"],
  ["18.4", "18.7"],
  ["18.6", "18.7"],
])("%s is older than %s", (version, fixed) => {
  expect(lackingFixes(version)).toContain(`: ${fixed} has them`);
});

test.each(["15.20", "16.16", "17.12", "18.7", "18.10", "19.0", "19beta1"])(
  "%s lacks nothing that is known",
  (version) => {
    expect(lackingFixes(version)).toBeUndefined();
  },
);
