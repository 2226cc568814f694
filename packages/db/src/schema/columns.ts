import { customType } from "drizzle-orm/pg-core";
import { parseInstant } from "./parse-instant.js";
import { type SearchWords, toVector } from "../search-words.js";

/** An instant to the millisecond, as the API keeps it: with microseconds a cursor through a JS `Date` would skip rows. */
export const instant = customType<{ data: Date; driverData: string }>({
  dataType: () => "timestamp (3) with time zone",
  toDriver: (date) => date.toISOString(),
  fromDriver: parseInstant,
});

export const PRIORITIES = ["none", "low", "medium", "high", "urgent"] as const;

export type Priority = (typeof PRIORITIES)[number];

/**
 * A priority, stored as its place in `PRIORITIES`: comparison of a smallint is leakproof, so that it may use an index
 * under a policy; an enum's is not.
 */
export const priorityColumn = customType<{ data: Priority; driverData: number }>({
  dataType: () => "smallint",
  toDriver: (priority) => PRIORITIES.indexOf(priority),
  fromDriver: (place) => {
    const priority = PRIORITIES[place];
    if (priority === undefined) throw new RangeError(`No priority is stored as ${place}`);
    return priority;
  },
});

/** A time of day to the minute, `HH:MM`; PostgreSQL adds the seconds. */
export const minuteOfDay = customType<{ data: string; driverData: string }>({
  dataType: () => "time(0)",
  fromDriver: (time) => time.slice(0, 5),
});

/** Text compared byte by byte: the same order in every database, and the cheapest. */
export const byteOrderedText = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/** Text ordered as people sort it, language-neutral: ICU's root collation, the same in every database. */
export const peopleOrderedText = customType<{ data: string }>({ dataType: () => 'text collate "und-x-icu"' });

/** A user's change number. As text to clients: a 64-bit integer does not fit a JS number. */
export const changeNumber = customType<{ data: string; driverData: string }>({ dataType: () => "bigint" });

/** The words of a text for the search, in their order; never read back. Null: a row that has not been indexed yet. */
export const searchWordsColumn = customType<{ data: SearchWords; driverData: string }>({
  dataType: () => "tsvector",
  toDriver: toVector,
});

/**
 * A list of texts. Drizzle's own arrays lose each backslash when they are read
 * (https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO).
 */
export const textList = customType<{ data: string[]; driverData: string | string[] }>({
  dataType: () => "text[]",
  toDriver: (texts) => `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, (mark) => `\\${mark}`)}"`).join(",")}}`,
  // A driver that knows of arrays has read it already.
  fromDriver: (text) => (typeof text === "string" ? parseTextList(text) : text),
});

function parseTextList(text: string): string[] {
  if (text === "{}") return [];
  // Nothing in it is quoted: most of them, and a regular expression takes many times as long.
  if (!text.includes('"')) return text.slice(1, -1).split(",");
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|([^,{}"]+)/gs)].map(([, quoted, bare = ""]) =>
    quoted === undefined ? bare : quoted.replaceAll(/\\(.)/gs, "$1"),
  );
}
