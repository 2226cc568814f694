import { expect, test } from "vitest";
import { clientNetwork } from "./client-network.js";

test("an IPv4 address is its own network, however a socket or a proxy spells it", () => {
  for (const spelling of [
    "192.0.2.1",
    "::ffff:192.0.2.1",
    "::FFFF:c000:201",
    "0:0:0:0:0:ffff:192.0.2.1",
    "192.0.2.1:4711",
  ]) {
    expect(clientNetwork(spelling)).toBe("192.0.2.1");
  }
});

test("all addresses of 64 bits of IPv6 are one network, in any spelling", () => {
  const spellings = [
    "2001:db8:1:2::1",
    "2001:0DB8:0001:0002:ffff:ffff:ffff:ffff",
    "2001:db8:1:2:0:0:192.0.2.1",
    "2001:db8:1:2::9%eth0",
    "[2001:db8:1:2::9]",
    "[2001:db8:1:2::9]:4711",
  ];
  expect(new Set(spellings.map(clientNetwork))).toEqual(new Set(["2001:db8:1:2::/64"]));
});

test("the neighbour's is another", () => {
  expect(clientNetwork("2001:db8:1:3::1")).not.toBe(clientNetwork("2001:db8:1:2::1"));
  expect(clientNetwork("::1")).toBe("0:0:0:0::/64");
});

test("a text that is no address stays what it is, but for its length", () => {
  expect(clientNetwork("not:an:address")).toBe("not:an:address");
  expect(clientNetwork("unknown")).toBe("unknown");
  expect(clientNetwork("x".repeat(1000))).toHaveLength(64);
});
