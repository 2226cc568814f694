import { createHash } from "node:crypto";

/** The words of a text, normalized, in their order. */
export interface SearchWords {
  readonly userId: string;
  readonly weight: "A" | "D";
  readonly words: readonly string[];
}

/** Code points of a word that are kept: what is longer is found by its beginning. */
const LONGEST_WORD = 64;

/** PostgreSQL keeps no position beyond. https://www.postgresql.org/docs/current/textsearch-limitations.html */
const LAST_POSITION = 16_383;

/** Code units of a text in compatibility forms, which can be 18 times as long as the text: twice what notes may have. */
const LONGEST_TEXT = 32_768;

/** Also the two letters that are marks in their compatibility form. */
const MARKS = /[\p{M}\uff9e\uff9f]+/gu;

/** In a row: no language has more (UAX 15, Stream-Safe Text Format). */
const MOST_MARKS = 30;

/** Characters of scripts that put no spaces between words. */
const UNSPACED = ["Han", "Hira", "Kana", "Thai", "Laoo", "Khmr", "Mymr"].map((script) => `\\p{scx=${script}}`).join("");

/** They choose the form of the character before, as emoji or as text: marks, which would be of the word that follows. */
const SELECTORS = /\p{Variation_Selector}+/gu;

/** Around the character before: what follows is another word. */
const KEYCAP = "\u20e3";

const PIECE = new RegExp(
  `(?<unspaced>(?:(?=[\\p{L}\\p{N}\\p{M}])[${UNSPACED}]\\p{M}*)+)|(?:(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}])+|\\p{RI}{2}|\\p{Extended_Pictographic}`,
  "gu",
);

/**
 * Splits a text into words for the search, the same for what is stored and for what is asked: case, compatibility
 * forms (Unicode NFKC) and accents do not count; an emoji is a word, and so is a flag; in scripts without spaces, each
 * two characters that follow one another are one, since dictionaries split half-typed text otherwise than whole text, and
 * change.
 */
export function splitWords(text: string): string[] {
  return Array.from(fold(text).matchAll(PIECE), ({ 0: piece, groups }) =>
    groups?.["unspaced"] === undefined ? [shorten(piece)] : pairsOf(piece),
  ).flat();
}

/**
 * The words that are asked for. One that another begins with is found wherever that one is: so it is left out, and no word
 * of a text is looked at twice.
 */
export function splitQuery(text: string): string[] {
  const words = [...new Set(splitWords(text))];
  return words.filter((word) => !words.some((other) => other !== word && other.startsWith(word)));
}

/** The last character alone too, so that it is found by itself. */
function pairsOf(run: string): string[] {
  const characters = Array.from(run);
  return characters.map((character, index) => character + (characters[index + 1] ?? ""));
}

/** Upper case before lower, since `ß` is `SS` and a final sigma a sigma there. */
function fold(text: string): string {
  const plain = text.replaceAll(SELECTORS, "").replaceAll(KEYCAP, " ");
  const compatible = plain.replaceAll(MARKS, fewMarks).normalize("NFKC").slice(0, LONGEST_TEXT);
  const cased = compatible.toUpperCase().toLowerCase().replaceAll("ς", "σ");
  return cased
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]+/g, "")
    .normalize("NFC");
}

/** Putting them in order takes the square of their number. */
function fewMarks(marks: string): string {
  return marks.length <= MOST_MARKS ? marks : Array.from(marks).slice(0, MOST_MARKS).join("");
}

function shorten(word: string): string {
  return word.length <= LONGEST_WORD ? word : Array.from(word).slice(0, LONGEST_WORD).join("");
}

/** What a task's title and notes are found by; the columns that go with them. */
export function titleWords(userId: string, title: string): SearchWords {
  return { userId, weight: "A", words: splitWords(title) };
}

export function notesWords(userId: string, notes: string | null): SearchWords {
  return { userId, weight: "D", words: notes === null ? [] : splitWords(notes) };
}

/**
 * As PostgreSQL reads a tsvector. Each word carries 8 hex digits of its user, so that a search by prefix never walks
 * the words of others; `app.search_tasks` puts the same in front.
 */
export function toVector({ userId, weight, words }: SearchWords): string {
  const mark = `u${createHash("md5").update(userId).digest("hex").slice(0, 8)}`;
  // Of letters, digits, marks and emoji alone: nothing in them is to be escaped.
  return words.map((word, index) => `${mark}${word}:${Math.min(index + 1, LAST_POSITION)}${weight}`).join(" ");
}
