const UNITS = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** How far an instant is from now, in the largest unit of which there is a whole one: "3 days ago", "in 2 weeks". */
export function relativeTime(instant: Date, now: Date, locale?: string): string {
  const seconds = (instant.getTime() - now.getTime()) / 1000;
  const unit = UNITS.find(([, length]) => Math.abs(seconds) >= length);
  if (!unit) return "just now";
  const [name, length] = unit;
  return new Intl.RelativeTimeFormat(locale, { numeric: "always" }).format(Math.trunc(seconds / length), name);
}

/** An instant to the second, where the reader is. */
export function exactTime(instant: Date): string {
  return instant.toLocaleString(undefined, { dateStyle: "full", timeStyle: "long" });
}
