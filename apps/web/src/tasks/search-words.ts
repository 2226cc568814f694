/** Words as the server's search sees them, so that what it found can be shown where it stands. */

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

/** Part of a text, by indices: from `start` up to, without, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A word; or, where they are not put apart, many. */
interface Piece {
  readonly start: number;
  readonly text: string;
  readonly isUnspaced: boolean;
}

/**
 * The words of a text without what does not count: case, accents, compatibility forms. Where no spaces are, each two
 * characters that follow one another are one.
 */
export function splitWords(text: string): string[] {
  return piecesOf(fold(text)).flatMap(({ text: piece, isUnspaced }) => (isUnspaced ? pairsOf(piece) : [piece]));
}

/** Whether there is anything to search by: a letter, a digit or an emoji. */
export function hasWord(text: string): boolean {
  return splitWords(text).length > 0;
}

/**
 * Where in a text words begin as one of those that were asked for: as much of each word as was asked. Where words are not
 * put apart, wherever what was asked for stands.
 */
export function findMatches(text: string, q: string): Span[] {
  const asked = piecesOf(fold(q)).toSorted((a, b) => b.text.length - a.text.length);
  if (asked.length === 0) return [];
  return piecesOf(text).flatMap((piece) => {
    const wanted = asked.filter(({ isUnspaced }) => isUnspaced === piece.isUnspaced).map((one) => one.text);
    return piece.isUnspaced ? findWithin(piece, wanted) : findBeginning(piece, wanted);
  });
}

/** @param wanted the longest first */
function findBeginning({ start, text }: Piece, wanted: readonly string[]): Span[] {
  const folded = fold(text);
  const longest = wanted.find((beginning) => folded.startsWith(beginning));
  return longest === undefined ? [] : [{ start, end: start + lengthCovering(text, longest.length) }];
}

/** @param wanted the longest first */
function findWithin({ start, text }: Piece, wanted: readonly string[]): Span[] {
  const found: Span[] = [];
  // Several characters may fold into one; of a long text not all the rest is folded each time.
  const window = 3 * (wanted[0]?.length ?? 0);
  for (let index = 0; index < text.length && window > 0;) {
    const rest = text.slice(index, index + window);
    const folded = fold(rest);
    const longest = wanted.find((part) => folded.startsWith(part));
    const length =
      longest === undefined
        ? String.fromCodePoint(rest.codePointAt(0) ?? 0).length
        : lengthCovering(rest, longest.length);
    if (longest !== undefined) found.push({ start: start + index, end: start + index + length });
    index += length;
  }
  return found;
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

function piecesOf(text: string): Piece[] {
  return Array.from(text.matchAll(PIECE), ({ 0: piece, index, groups }) => ({
    start: index,
    text: piece,
    isUnspaced: groups?.["unspaced"] !== undefined,
  }));
}

/** The last character alone too, so that it is found by itself. */
function pairsOf(run: string): string[] {
  const characters = Array.from(run);
  return characters.map((character, index) => character + (characters[index + 1] ?? ""));
}

/** Upper case first, since `ß` is `SS` and a final sigma a sigma there. */
function fold(text: string): string {
  const plain = text.replaceAll(SELECTORS, "").replaceAll(KEYCAP, " ");
  const cased = plain.normalize("NFKC").toUpperCase().toLowerCase().replaceAll("ς", "σ");
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
