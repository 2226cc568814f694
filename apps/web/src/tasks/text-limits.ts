/** As the API limits them, in code points. */
export const MOST_TITLE = 500;
export const MOST_NOTES = 16_384;

/** What to tell of a text that is too long. Undefined if it is not: the browser's own limit would cut it without a word. */
export function tooLong(text: string, most: number): string | undefined {
  const over = text.length > most ? Array.from(text).length - most : 0;
  if (over <= 0) return undefined;
  return `At most ${most.toLocaleString()} characters: please shorten it by ${over.toLocaleString()}.`;
}
