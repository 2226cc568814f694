import { type ReadTransaction, tasks } from "@typedo/db";
import { aliasedTable, and, desc, eq, getTableColumns, inArray, type SQL, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import type { Conditions } from "./tasks.conditions.js";
import { type Place, taskOrders } from "./tasks.order.js";
import { columnsOf, derive, searchedColumns, type TaskRow } from "./tasks.rows.js";
import { areLong, isMatch, LOOKED_INTO, rankOf, withHits } from "./tasks.search.js";
import { type Walk, walkIndex } from "./tasks.walk.js";

/** Of all matches, the newest that are ranked. */
const RANKED = 1000;

/** The newest tasks, which tell by how many of them match whether a word is a common one. */
const PROBED = 500;
const COMMON = 50;

/** Of a common word, the newest tasks among which matches are looked for before the search's index is asked. */
const NEAR = 8000;

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
const nearby = aliasedTable(tasks, "nearby");
const near = aliasedTable(tasks, "near");

function newestFirst(userId: string, states: readonly number[]): Walk {
  const everything = { states, ranges: [{ when: undefined, bounds: [] }], keys: "all" } as const;
  return { userId, sort: { order: taskOrders.createdAt, descending: true }, conditions: everything, after: undefined };
}

/** The newest matches, best first: words of a title weigh more than those of notes. */
export async function selectRanked(
  transaction: ReadTransaction,
  { userId, conditions, after }: Ranking,
  limit: number,
): Promise<readonly RankedRow[]> {
  const { all, search, states } = conditions;
  if (!search) throw new RangeError("Only what was searched for can be ranked");
  // Long notes are not looked into: what they hold, the index is asked for.
  const nearest = (rows: number, most: number, ofLong: boolean, gate?: SQL) =>
    transaction
      .select(getTableColumns(nearby))
      .from(derive(walkIndex(transaction, searchedColumns, newestFirst(userId, states), rows, gate), "nearby"))
      .where(
        and(
          sql`case when ${areLong(nearby, LOOKED_INTO)} then ${ofLong} else ${isMatch(nearby, search)} end`,
          all(nearby),
        ),
      )
      .limit(most);
  const probe = transaction.$with("probe", { count: sql<number>`count`.as("count") }).as(
    transaction
      .select({ count: sql`count(*)`.as("count") })
      .from(derive(nearest(PROBED, COMMON, false), "probed"))
      .getSQL(),
  );
  const isCommon = sql`(select count = ${COMMON} from probe)`;
  const nearRows = transaction.$with("near", getTableColumns(near)).as(nearest(NEAR, RANKED, true, isCommon).getSQL());
  const full = sql`(select count(*) = ${RANKED} and not bool_or(${areLong(near, LOOKED_INTO)}) from near)`;
  const { hits, few, isHit, many } = withHits(transaction, search, FEW_MATCHES, sql`not ${full}`);
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
  const filled = transaction
    .select(getTableColumns(near))
    .from(derive(sql`select * from near`, "near"))
    .where(full);
  const candidates = unionAll(filled, matches, ...walks)
    .orderBy(desc(sql.identifier(tasks.createdAt.name)), desc(sql.identifier(tasks.id.name)))
    .limit(RANKED);
  const withRank = transaction
    .select({ ...columnsOf(found), rank: rankOf(found, search).as("rank") })
    .from(derive(candidates, "found"));
  return transaction
    .with(probe, nearRows, hits)
    .select({ ...columnsOf(ranked), rank: sql<number>`ranked.rank` })
    .from(derive(withRank, "ranked"))
    .where(after && sql`(ranked.rank, ranked.id) < (${after[0]}::real, ${after[1]}::uuid)`)
    .orderBy(sql`ranked.rank desc, ranked.id desc`)
    .limit(limit);
}
