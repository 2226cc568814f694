import { type ReadTransaction, tasks } from "@typedo/db";
import { aliasedTable, and, desc, eq, getTableColumns, inArray, type SQL, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import type { Conditions } from "./tasks.conditions.js";
import type { Place } from "./tasks.order.js";
import { columnsOf, derive, searchedColumns, type TaskRow } from "./tasks.rows.js";
import { isMatch, rankOf, withHits } from "./tasks.search.js";

/** Of all matches, the newest that are ranked. */
const RANKED = 1000;

/** Matches that are taken from the search's index whole. */
const FEW_MATCHES = 20_000;

/** Where there are more matches, the newest tasks of a state among which they are looked for. */
const WALKED = 50_000;

export interface RankedRow extends TaskRow {
  readonly rank: number;
}

interface Ranking {
  readonly userId: string;
  readonly conditions: Conditions;
  readonly after: Place | undefined;
}

const ranked = aliasedTable(tasks, "ranked");
const found = aliasedTable(tasks, "found");
const walking = aliasedTable(tasks, "walking");

/** The newest matches, best first: words of a title weigh more than those of notes. */
export async function selectRanked(
  transaction: ReadTransaction,
  { userId, conditions, after }: Ranking,
  limit: number,
): Promise<readonly RankedRow[]> {
  const { all, search, states } = conditions;
  if (!search) throw new RangeError("Only what was searched for can be ranked");
  const { hits, few, isHit, many } = withHits(transaction, search, FEW_MATCHES);
  const newest = (where: SQL | undefined, most: number) =>
    transaction
      .select(searchedColumns)
      .from(tasks)
      .where(and(eq(tasks.userId, userId), where))
      .orderBy(desc(tasks.createdAt), desc(tasks.id))
      .limit(most);
  const matches = newest(and(few, inArray(tasks.state, [...states]), isHit, all(tasks)), RANKED);
  const walks = states.map((state) => {
    const walked = newest(and(many, eq(tasks.state, state)), WALKED);
    return transaction
      .select(getTableColumns(walking))
      .from(derive(walked, "walking"))
      .where(and(isMatch(walking, search), all(walking)))
      .limit(RANKED);
  });
  const [first, ...others] = walks;
  if (!first) throw new RangeError("There is nothing to walk");
  const candidates = unionAll(matches, first, ...others)
    .orderBy(desc(sql.identifier(tasks.createdAt.name)), desc(sql.identifier(tasks.id.name)))
    .limit(RANKED);
  const withRank = transaction
    .select({ ...columnsOf(found), rank: rankOf(found, search).as("rank") })
    .from(derive(candidates, "found"));
  return transaction
    .with(hits)
    .select({ ...columnsOf(ranked), rank: sql<number>`ranked.rank` })
    .from(derive(withRank, "ranked"))
    .where(after && sql`(ranked.rank, ranked.id) < (${after[0]}::real, ${after[1]}::uuid)`)
    .orderBy(sql`ranked.rank desc, ranked.id desc`)
    .limit(limit);
}
