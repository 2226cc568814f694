import { expect, test } from "vitest";
import { chosenFirst, describeZone, findZones, isSameZone, isUtc, listZones } from "./zone-names.js";

const winter = new Date("2026-01-15T12:00:00Z");
const zones = listZones(winter);
const idsOf = (text: string) => findZones(zones, text).map(({ id }) => id);

test("a zone is found by its city, its part of the world, its name and its offset", () => {
  expect(idsOf("berl")[0]).toBe("Europe/Berlin");
  expect(idsOf("new york")[0]).toBe("America/New_York");
  expect(idsOf("America/New_York")).toEqual(["America/New_York"]);
  expect(idsOf("+05:45")).toHaveLength(1);
  expect(idsOf("nowhere at all")).toEqual([]);
});

test("a place is found by what it is called now, and without its accents", () => {
  expect(idsOf("kolkata")).toHaveLength(1);
  expect(idsOf("kyiv")).toHaveLength(1);
  expect(idsOf("São Paulo")).toEqual(["America/Sao_Paulo"]);
});

test("what begins with the words comes before what only holds them", () => {
  const found = idsOf("london");
  expect(found[0]).toBe("Europe/London");
  expect(idsOf("rome")[0]).toBe("Europe/Rome");
});

test("before anything is typed, the one that is chosen comes first, and once", () => {
  const first = (id: string) => chosenFirst(zones, describeZone(id, winter));
  expect(first("Europe/Berlin").map(({ id }) => id)).toEqual([
    "Europe/Berlin",
    ...zones.map(({ id }) => id).filter((id) => id !== "Europe/Berlin"),
  ]);
  expect(first("UTC")).toHaveLength(zones.length);
  expect(first("Asia/Kolkata")).toHaveLength(zones.length);
  expect(first("Mars/Olympus_Mons")).toHaveLength(zones.length + 1);
});

test("UTC is one of them, once, and not the value that an account begins with", () => {
  expect(zones.filter(({ id }) => isUtc(id)).map(({ id }) => id)).toEqual(["Etc/UTC"]);
});

test("a zone says where it is and how far from UTC it is today", () => {
  expect(describeZone("Europe/Berlin", winter)).toMatchObject({ place: "Berlin, Europe", offset: "UTC+01:00" });
  expect(describeZone("Europe/Berlin", new Date("2026-07-15T12:00:00Z")).offset).toBe("UTC+02:00");
  expect(describeZone("Africa/Abidjan", winter).offset).toBe("UTC+00:00");
  expect(describeZone("Mars/Olympus_Mons", winter)).toMatchObject({ place: "Olympus Mons, Mars", offset: "" });
});

test("two names of one zone are the same", () => {
  expect(isSameZone("Asia/Kolkata", "Asia/Calcutta")).toBe(true);
  expect(isSameZone("UTC", "Etc/UTC")).toBe(true);
  expect(isSameZone("Europe/Berlin", "Europe/Paris")).toBe(false);
});
