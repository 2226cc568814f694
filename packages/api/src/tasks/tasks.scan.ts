import { type ReadTransaction, tasks } from "@typedo/db";
import { aliasedTable, and, eq, getTableColumns, inArray, or, type SQL, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import type { Conditions, Search } from "./tasks.conditions.js";
import { columnsOf, derive, searchedColumns, taskColumns, type TaskRow } from "./tasks.rows.js";
import { areLong, costOf, isMatch, LOOKED_INTO, withHits } from "./tasks.search.js";
import { afterPlace, orderByName, SCAN_LIMIT, type Walk, walkIndex } from "./tasks.walk.js";

/** Matches that are taken from the search's index whole, and sorted; where there are more, the order is walked instead. */
const FEW_MATCHES = 2000;

/** Rows that are looked at first: if they fill the page, the search's index is not asked. */
const NEAR = 250;

interface Scanned {
  readonly rows: readonly TaskRow[];
  /** The last row looked at, if there may be more behind it. */
  readonly edge: TaskRow | undefined;
}

/** A walk with conditions that no index serves. */
interface FilteredWalk extends Walk {
  readonly userId: string;
  readonly conditions: Conditions;
}

interface LookedAt extends TaskRow {
  readonly matches: boolean;
  /** Where the way ends: as many rows have been looked at as one page may. */
  readonly ends: boolean;
}

/**
 * The next rows that meet conditions which no index serves: a bounded number of rows is looked at. Few matches of a
 * search are taken from its index instead, all of them, unless the next rows of the order already fill the page.
 *
 * @param limit rows, at the most
 */
export async function selectScanned(transaction: ReadTransaction, walk: FilteredWalk, limit: number): Promise<Scanned> {
  const { search } = walk.conditions;
  const lookedAt: readonly LookedAt[] = search
    ? await searchOrScan(transaction, walk, search, limit)
    : await scan(transaction, walk, limit);
  const edge = lookedAt.find(({ ends }) => ends);
  return {
    rows: lookedAt
      .filter(({ matches }) => matches)
      .slice(0, limit)
      .map(toRow),
    edge: edge && toRow(edge),
  };
}

function toRow({ matches: _matches, ends: _ends, ...row }: LookedAt): TaskRow {
  return row;
}

const scanned = aliasedTable(tasks, "scanned");
const tried = aliasedTable(tasks, "tried");
const looked = aliasedTable(tasks, "looked");
const found = aliasedTable(tasks, "found");

/** Matching rows among the next of the order, and the last one looked at, which comes sooner where notes are long. */
function scan(transaction: ReadTransaction, walk: FilteredWalk, limit: number, gate?: SQL) {
  const { others, search } = walk.conditions;
  const cost = costOf(scanned, search);
  const reached = transaction
    .select({
      ...getTableColumns(scanned),
      cost: cost.as("cost"),
      spent: sql`sum(${cost}) over (rows unbounded preceding)`.as("spent"),
    })
    .from(derive(walkIndex(transaction, searchedColumns, walk, SCAN_LIMIT, gate), "scanned"));
  const meets = and(others?.(tried), search && isMatch(tried, search)) ?? sql`true`;
  const lookedAt = transaction
    .select({
      ...columnsOf(tried),
      matches: sql<boolean>`${meets}`.as("matches"),
      ends: sql<boolean>`tried.spent >= ${SCAN_LIMIT}`.as("ends"),
    })
    .from(derive(reached, "tried"))
    .where(sql`tried.spent - tried.cost < ${SCAN_LIMIT}`);
  const [matches, ends] = [sql<boolean>`looked.matches`, sql<boolean>`looked.ends`];
  // Of a row that is no end it is known by then: to say so spares it to be matched twice.
  const hasMatched = sql<boolean>`case when ${ends} then ${matches} else true end`;
  return transaction
    .select({ ...columnsOf(looked), matches: hasMatched.as("matches"), ends: ends.as("ends") })
    .from(derive(lookedAt, "looked"))
    .where(or(matches, ends))
    .orderBy(...orderByName(walk.sort))
    .limit(limit + 1);
}

const nearby = aliasedTable(tasks, "nearby");
const near = aliasedTable(tasks, "near");

async function searchOrScan(transaction: ReadTransaction, walk: FilteredWalk, search: Search, limit: number) {
  const { userId, conditions, sort } = walk;
  const asMatch = { matches: sql<boolean>`true`.as("matches"), ends: sql<boolean>`false`.as("ends") };
  // Long notes are not looked into: if one would be on the page, the index is asked.
  const isLong = search.words.length > 0 ? areLong(nearby, LOOKED_INTO) : sql<boolean>`false`;
  const nearRows = transaction
    .select({ ...columnsOf(nearby), long: isLong.as("long") })
    .from(derive(walkIndex(transaction, searchedColumns, walk, NEAR), "nearby"))
    .where(and(conditions.others?.(nearby), sql`case when ${isLong} then true else ${isMatch(nearby, search)} end`))
    .orderBy(...orderByName(sort))
    .limit(limit);
  const full = sql`(select count(*) = ${limit} and not bool_or(long) from near)`;
  const { hits, few, isHit, many } = withHits(transaction, search, FEW_MATCHES, sql`not ${full}`);
  const filled = transaction
    .select({ ...columnsOf(near), ...asMatch })
    .from(derive(sql`select * from near`, "near"))
    .where(full);
  const matching = transaction
    .select({ ...taskColumns, ...asMatch })
    .from(tasks)
    .where(
      and(
        few,
        eq(tasks.userId, userId),
        inArray(tasks.state, [...conditions.states]),
        isHit,
        conditions.all(tasks),
        afterPlace(walk),
      ),
    )
    .orderBy(...orderByName(sort))
    .limit(limit);
  return transaction
    .with(transaction.$with("near", columnsOf(near)).as(nearRows.getSQL()), hits)
    .select({ ...columnsOf(found), matches: sql<boolean>`found.matches`, ends: sql<boolean>`found.ends` })
    .from(derive(unionAll(filled, matching, scan(transaction, walk, limit, many)), "found"))
    .orderBy(...orderByName(sort))
    .limit(limit + 1);
}
