import { expect, test } from "vitest";
import { withLabel } from "./with-label.js";

test("a label is added once, in whatever case it is written", () => {
  expect(withLabel(["home"], " shop ")).toEqual(["home", "shop"]);
  expect(withLabel(["home", "shop"], "SHOP")).toEqual(["home", "shop"]);
  expect(withLabel(["home"], " ")).toEqual(["home"]);
});

test("commas part several", () => {
  expect(withLabel(["home"], "one, two,,Home, ONE ")).toEqual(["home", "one", "two"]);
});

test("what another program put side by side is left alone", () => {
  expect(withLabel(["shop", "SHOP"], "home")).toEqual(["shop", "SHOP", "home"]);
});
