/** JSON as answers are written: dates are instants with milliseconds, bigints strings of digits. */
export function writeJson(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? item.toString() : item));
}

/** What comes out of it, read back. */
export function plainJson(value: unknown): unknown {
  const text = writeJson(value);
  return text === undefined ? undefined : JSON.parse(text);
}
