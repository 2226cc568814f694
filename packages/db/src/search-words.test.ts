import { describe, expect, test, vi } from "vitest";
import { notesWords, splitQuery, splitWords, toVector } from "./search-words.js";

/** As the search has it: each word that is asked for begins one that is stored. */
const finds = (text: string, q: string) =>
  splitWords(q).every((asked) => splitWords(text).some((word) => word.startsWith(asked)));

test("what chooses the form of an emoji belongs to no word", () => {
  expect(splitWords("⚠\ufe0fUrgent 1\ufe0f\u20e3Buy ✈\ufe0e")).toEqual(["⚠", "urgent", "1", "buy", "✈"]);
  expect(splitQuery("❤\ufe0f")).toEqual(splitQuery("❤"));
});

test("a flag is a word too, whatever stands beside it, and one half of it is none", () => {
  expect(splitWords("Trip 🇩🇪🇫🇷!")).toEqual(["trip", "🇩🇪", "🇫🇷"]);
  expect(splitWords("🇩")).toEqual([]);
});

test("case, accents and forms do not count, and an emoji is a word", () => {
  expect(splitWords("ÀÉ ｗｉｄｅ ΣΑΣ ﬁx-🎉it")).toEqual(["ae", "wide", "σασ", "fix", "🎉", "it"]);
  expect(splitWords(" … $ , 、。")).toEqual([]);
});

describe("where no spaces are put between words", () => {
  test("each two characters are one", () => {
    expect(splitWords("東京タワー2F")).toEqual(["東京", "京タ", "タワ", "ワー", "ー", "2f"]);
    expect(splitWords("𠮷野")).toEqual(["𠮷野", "野"]);
  });

  test.each(["ประชุมทีมงาน", "東京タワー", "今日は東京タワーへ行く", "ຕອນເຊົ້າ", "អរុណសួស្តី", "မင်္ဂလာပါ", "ﾀﾜｰ", "会議2回"])(
    "%s is found by whatever it begins with, half-typed characters included",
    (text) => {
      const characters = Array.from(text);
      const beginnings = characters.map((_, index) => characters.slice(0, index + 1).join(""));
      expect(beginnings.filter((q) => !finds(text, q))).toEqual([]);
      expect(finds(text, characters.toReversed().join(""))).toBe(false);
    },
  );
});

test("of what is asked for, a word that another one begins with is left out", () => {
  expect(splitQuery("A ab b abc B ab. bc")).toEqual(["abc", "bc"]);
  expect(splitQuery("one two")).toEqual(["one", "two"]);
});

test("the words of the longest notes fit into what PostgreSQL stores", () => {
  const notes = Array.from({ length: 16_384 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join("");
  expect(Buffer.byteLength(toVector(notesWords("someone", notes)))).toBeLessThan(1024 * 1024);
});

describe("a text that was made to take long", () => {
  const made = (length: number, parts: readonly string[]) =>
    Array.from({ length }, (_, index) => parts[index % parts.length] ?? "").join("");

  test.each([
    ["marks of several classes", ["\u0316", "\u0301", "\u0345", "\u0315"]],
    ["marks that are letters until they are read", ["\u0316", "\uff9e", "\u0301", "\uff9f"]],
    ["marks beyond the first plane", ["\u{1d165}", "\u{1d16d}", "\u0316"]],
  ])("of %s has no more than 30 of them in a row put in order, whose number counts in its square", (_, marks) => {
    const normalize = vi.spyOn(String.prototype, "normalize");
    const words = splitWords(`a${made(16_000, marks)} and more`);
    const read = normalize.mock.contexts.map(String);
    normalize.mockRestore();
    expect(words.slice(-2)).toEqual(["and", "more"]);
    expect(read).not.toEqual([]);
    expect(read.map((text) => text.normalize("NFKD")).filter((text) => /\p{M}{31}/u.test(text))).toEqual([]);
  });

  test("of letters that stand for many has no more words than notes may have letters, twice", () => {
    expect(splitWords("\ufdfa".repeat(16_384)).length).toBeLessThan(32_768);
  });
});
