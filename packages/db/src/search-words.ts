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

/** Scripts that put no spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

const segmenter = new Intl.Segmenter("und", { granularity: "word" });

/**
 * Splits a text into words for the search, the same for what is stored and for what is asked: case, compatibility
 * forms (Unicode NFKC) and accents do not count; text in scripts without spaces is segmented (Unicode UAX 29, with ICU's
 * dictionaries); an emoji is a word.
 */
export function splitWords(text: string): string[] {
  const folded = fold(text);
  const words = folded.match(/[\p{L}\p{N}\p{M}]+|\p{Extended_Pictographic}/gu) ?? [];
  return words.flatMap((word) => (UNSPACED.test(word) ? segment(word) : [word])).map(shorten);
}

/** Upper case first, since `ß` is `SS` and a final sigma a sigma there. */
function fold(text: string): string {
  const cased = text.normalize("NFKC").toUpperCase().toLowerCase().replaceAll("ς", "σ");
  return cased
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]+/g, "")
    .normalize("NFC");
}

function segment(word: string): string[] {
  return [...segmenter.segment(word)].filter(({ isWordLike }) => isWordLike).map(({ segment: part }) => part);
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
