/** Words as the server's search sees them, so that what it found can be shown where it stands. */

const WORD = /[\p{L}\p{N}\p{M}]+|\p{Extended_Pictographic}/gu;

/** Scripts that put no spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** Part of a text, by indices: from `start` up to, without, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The words of a text without what does not count: case, accents, compatibility forms. */
export function splitWords(text: string): string[] {
  return spansOf(text)
    .map(({ start, end }) => fold(text.slice(start, end)))
    .filter((word) => word !== "");
}

/** Whether there is anything to search by: a letter, a digit or an emoji. */
export function hasWord(text: string): boolean {
  return splitWords(text).length > 0;
}

/** Where in a text words begin as one of those that were asked for: as much of each word as was asked. */
export function findMatches(text: string, q: string): Span[] {
  const asked = splitWords(q);
  if (asked.length === 0) return [];
  return spansOf(text).flatMap(({ start, end }) => {
    const word = text.slice(start, end);
    const folded = fold(word);
    const longest = asked
      .filter((beginning) => folded.startsWith(beginning))
      .toSorted((a, b) => b.length - a.length)[0];
    return longest === undefined ? [] : [{ start, end: start + lengthCovering(word, longest.length) }];
  });
}

/** Further in a long text nothing is looked for: a page of many such texts must not become slow to type at. */
const LOOKED_AT = 5000;

/** A part of a long text around the first word that was asked for; undefined if there is none. */
export function excerptOf(text: string, q: string): string | undefined {
  const [first] = findMatches(text.slice(0, LOOKED_AT), q);
  if (!first) return undefined;
  const [from, to] = [Math.max(first.start - 30, 0), first.end + 60];
  const part = text.slice(from, to).toWellFormed().replaceAll(/\s+/g, " ").trim();
  return `${from > 0 ? "…" : ""}${part}${to < text.length ? "…" : ""}`;
}

function spansOf(text: string): Span[] {
  return [...text.matchAll(WORD)].flatMap(({ 0: word, index }) =>
    UNSPACED.test(word) ? segment(word, index) : [{ start: index, end: index + word.length }],
  );
}

function segment(word: string, offset: number): Span[] {
  const parts = [...new Intl.Segmenter("und", { granularity: "word" }).segment(word)];
  return parts
    .filter(({ isWordLike }) => isWordLike)
    .map(({ index, segment: part }) => ({ start: offset + index, end: offset + index + part.length }));
}

/** Upper case first, since `ß` is `SS` and a final sigma a sigma there. */
function fold(text: string): string {
  const cased = text.normalize("NFKC").toUpperCase().toLowerCase().replaceAll("ς", "σ");
  return cased
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]+/g, "")
    .normalize("NFC");
}

/** How much of a word makes so many characters of it folded; marks that follow belong to the last one. */
function lengthCovering(word: string, folded: number): number {
  let length = 0;
  for (const char of word) {
    const isMark = /^\p{M}$/u.test(char);
    if (!isMark && fold(word.slice(0, length)).length >= folded) break;
    length += char.length;
  }
  return length;
}
