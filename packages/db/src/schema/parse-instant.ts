/** As a session in UTC writes a `timestamptz(3)` of the years 1000 to 9999: `2026-05-01 12:00:00.12+00`. */
const USUAL = /^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,3})?\+00$/;

const ZERO = "0".charCodeAt(0);
const SECONDS_END = "2026-05-01 12:00:00".length;

/** PostgreSQL's text for an instant. `Date` can parse it too, and takes eight times as long: a list has sixty of them. */
export function parseInstant(text: string): Date {
  if (!USUAL.test(text)) return parseUnusual(text);
  // The zone takes the last three characters, and what is before it of the fraction is not padded.
  const fraction = text.length - ".+00".length - SECONDS_END;
  const milliseconds =
    (fraction > 0 ? 100 * digit(text, 20) : 0) +
    (fraction > 1 ? 10 * digit(text, 21) : 0) +
    (fraction > 2 ? digit(text, 22) : 0);
  const year = 100 * two(text, 0) + two(text, 2);
  const [month, day] = [two(text, 5) - 1, two(text, 8)];
  return new Date(Date.UTC(year, month, day, two(text, 11), two(text, 14), two(text, 17), milliseconds));
}

function digit(text: string, at: number): number {
  return text.charCodeAt(at) - ZERO;
}

function two(text: string, at: number): number {
  return 10 * digit(text, at) + digit(text, at + 1);
}

function parseUnusual(text: string): Date {
  // As ISO 8601, in which a year such as 0050 is not taken for 1950.
  const date = new Date(text.replace(" ", "T").replace(/\+00$/, "Z"));
  if (Number.isNaN(date.getTime())) throw new RangeError("Not an instant as PostgreSQL writes it");
  return date;
}
