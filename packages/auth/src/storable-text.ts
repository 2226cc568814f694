/** PostgreSQL refuses NUL in text, and a lone surrogate would be stored as something else. */
export function isStorableText(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/** @throws TypeError for text that PostgreSQL can't hold */
export function checkStorable(...texts: readonly string[]): void {
  if (!texts.every(isStorableText)) throw new TypeError("Text can't hold NUL or a lone surrogate");
}
