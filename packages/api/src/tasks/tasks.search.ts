import { type ReadTransaction, tasks } from "@typedo/db";
import { and, type SQL, sql } from "drizzle-orm";
import type { Filtered, Search } from "./tasks.conditions.js";

/** Texts of any content as a parameter. */
function list(texts: readonly string[]): SQL {
  return sql`array(select jsonb_array_elements_text(${JSON.stringify(texts)}::text::jsonb))`;
}

/** Ids of tasks that match, at most `most`; see `app.search_tasks`. */
function searchIds({ words, labels }: Search, most: number): SQL {
  return sql`select id from app.search_tasks(${list(words)}, ${list(labels)}, ${most}::int)`;
}

/**
 * The matches as a `with` query named `hits`, and whether those are all.
 *
 * @param asked whether the index is to be asked at all: of a common word, it takes long to answer
 */
export function withHits(transaction: ReadTransaction, search: Search, most: number, asked: SQL = sql`true`) {
  const hits = transaction.$with("hits", { id: sql<string>`id` }).as(searchIds(search, most + 1));
  // Of `case`, what is not asked for is not computed.
  const when = (condition: SQL) => sql`case when ${asked} then ${condition} else false end`;
  return {
    hits,
    isHit: sql`${tasks.id} in (select id from hits)`,
    few: when(sql`(select count(*) <= ${most} from hits)`),
    many: when(sql`(select count(*) > ${most} from hits)`),
  };
}

/** Whether a row matches: for rows that are looked at anyway, one by one. */
export function isMatch(of: Filtered, { words, labels }: Search): SQL | undefined {
  return and(
    words.length > 0 ? sql`${wordsOf(of)} @@ ${queryOf(words)}` : undefined,
    labels.length > 0 ? sql`${of.labels} @> (select ${list(labels)})` : undefined,
  );
}

/** Whether the words of a row's notes take more bytes, as they are stored. Does not read them. */
export function areLong({ notesWords }: Filtered, bytes: number): SQL<boolean> {
  return sql<boolean>`coalesce(pg_column_size(${notesWords}) > ${bytes}::int, false)`;
}

/** Bytes of the words of notes that are looked into on the way to others: more are stored outside of their row. */
export const LOOKED_INTO = 2000;

/** How many rows of short notes a row costs to look at. Does not read its words. */
export function costOf({ notesWords }: Filtered, search: Search | undefined): SQL<number> {
  if (!search || search.words.length === 0) return sql<number>`1`;
  return sql<number>`1 + coalesce(pg_column_size(${notesWords}), 0) / ${LOOKED_INTO}::int`;
}

/** Bytes of the words of notes whose places are counted: some 600 different ones. */
const COUNTED = 8192;

/** What `ts_rank` gives for one place in notes. */
const ONCE_IN_NOTES = 0.1 / (Math.PI ** 2 / 6);

/**
 * How well a row matches, by its words: those of a title weigh more than those of notes, and long notes as if each word
 * was in them once. By how many places, and not how near they are to one another: for that, `ts_rank` looks at each pair
 * of places of each pair of words.
 */
export function rankOf(of: Filtered, { words }: Search): SQL<number> {
  const any = anyOf(words);
  const inNotes = sql`case when ${areLong(of, COUNTED)} then ${ONCE_IN_NOTES}::real else ts_rank(coalesce(${of.notesWords}, ''), ${any}) end`;
  return sql<number>`ts_rank(coalesce(${of.titleWords}, ''), ${any}) + ${inNotes}`;
}

function wordsOf({ titleWords, notesWords }: Filtered): SQL {
  return sql`(coalesce(${titleWords}, '') || coalesce(${notesWords}, ''))`;
}

/** Computed once a query. */
function queryOf(words: readonly string[]): SQL {
  return sql`(select app.search_query(${list(words)}, '{}'))`;
}

/** As `queryOf`, but one of the words is enough. No word holds a space: so what is replaced is between them. */
function anyOf(words: readonly string[]): SQL {
  return sql`(select replace(app.search_query(${list(words)}, '{}')::text, ' & ', ' | ')::tsquery)`;
}
