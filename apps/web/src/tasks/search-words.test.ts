import { expect, test } from "vitest";
import { excerptOf, findMatches, hasWord, splitWords } from "./search-words.js";

/** The text with what is found in brackets. */
function mark(text: string, q: string): string {
  return findMatches(text, q).reduceRight(
    (marked, { start, end }) => `${marked.slice(0, start)}[${marked.slice(start, end)}]${marked.slice(end)}`,
    text,
  );
}

test.each([
  ["Water the plants", "wat", "[Wat]er the plants"],
  ["Water the plants", "ater", "Water the plants"],
  ["Water the watermelon", "water wat", "[Water] the [water]melon"],
  ["Crème brûlée", "creme brul", "[Crème] [brûl]ée"],
  ["Cafe\u0301 au lait", "cafe", "[Cafe\u0301] au lait"],
  ["Straße", "STRAS", "[Straß]e"],
  ["Straße", "strasse", "[Straße]"],
  ["ΟΔΟΣ", "οδος", "[ΟΔΟΣ]"],
  ["ﬁnd it", "fi", "[ﬁ]nd it"],
  ["Party 🎉 now", "🎉", "Party [🎉] now"],
  ["⚠\ufe0fUrgent", "urg", "⚠[\ufe0fUrg]ent"],
  ["❤ mom", "❤\ufe0f", "[❤] mom"],
  ["Trip 🇩🇪🇫🇷", "🇫🇷", "Trip 🇩🇪[🇫🇷]"],
  ["<b>bold</b>", "b", "<[b]>[b]old</[b]>"],
  ["C-3PO", "3p", "C-[3P]O"],
  ["", "x", ""],
  ["Nothing", "…", "Nothing"],
])("in %j, %j is found as %j", (text, q, marked) => {
  expect(mark(text, q)).toBe(marked);
});

test.each([
  ["東京の天気", "天気", "東京の[天気]"],
  ["東京の天気、京の東", "京 の天", "東[京][の天]気、[京]の東"],
  ["ประชุมทีมงาน", "ประชุ", "[ประชุ]มทีมงาน"],
  ["ﾀﾜｰ 2 タワー", "タワ", "[ﾀﾜ]ｰ 2 [タワ]ー"],
  ["会議2回", "2", "会議[2]回"],
])("in %j, where no spaces are, %j is found as %j", (text, q, marked) => {
  expect(mark(text, q)).toBe(marked);
});

test("where no spaces are, a word is two characters", () => {
  expect(splitWords("ー, 東京タ2")).toEqual(["ー", "東京", "京タ", "タ", "2"]);
});

test("a word is a letter, a digit or an emoji", () => {
  expect(["a", "٣", "🎉", "🇩🇪", "水"].filter(hasWord)).toHaveLength(5);
  expect(["", "-", " … ", "\u0301", "$"].filter(hasWord)).toEqual([]);
});

test("case, accents and forms do not count", () => {
  expect(splitWords("ÀÉ ｗｉｄｅ ΣΑΣ")).toEqual(["ae", "wide", "σασ"]);
});

test("an excerpt shows the first word that was asked for, and what is around it", () => {
  expect(excerptOf("Two photos\n\nfor the café", "cafe")).toBe("Two photos for the café");
  const long = `${"before ".repeat(20)}Photos ${"after ".repeat(20)}`;
  expect(excerptOf(long, "phot")).toMatch(/^…(\w* ?)(before )+Photos (after )+\w*…$/);
  expect(excerptOf(long, "phot")?.length).toBeLessThan(120);
  expect(excerptOf("Two photos", "nothing")).toBeUndefined();
});
