import { type ReadTransaction, tasks } from "@typedo/db";
import { aliasedTable, and, eq, inArray, or, type SQL, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import type { Conditions, Search } from "./tasks.conditions.js";
import { columnsOf, derive, searchedColumns, taskColumns, type TaskRow } from "./tasks.rows.js";
import { isMatch, withHits } from "./tasks.search.js";
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
  /** From 1, in the order; 0 for a row that was not come by on the way. */
  readonly place: number;
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
  const edge = lookedAt.find(({ place }) => place === SCAN_LIMIT);
  return {
    rows: lookedAt
      .filter(({ matches }) => matches)
      .slice(0, limit)
      .map(toRow),
    edge: edge && toRow(edge),
  };
}

function toRow({ matches: _matches, place: _place, ...row }: LookedAt): TaskRow {
  return row;
}

const scanned = aliasedTable(tasks, "scanned");
const looked = aliasedTable(tasks, "looked");
const found = aliasedTable(tasks, "found");

/** Matching rows among the next of the order, and the last one looked at. */
function scan(transaction: ReadTransaction, walk: FilteredWalk, limit: number, gate?: SQL) {
  const { others, search } = walk.conditions;
  const meets = and(others?.(scanned), search && isMatch(scanned, search)) ?? sql`true`;
  const numbered = transaction
    .select({
      ...columnsOf(scanned),
      matches: sql<boolean>`${meets}`.as("matches"),
      place: sql<number>`(row_number() over ())::int`.as("place"),
    })
    .from(derive(walkIndex(transaction, searchedColumns, walk, SCAN_LIMIT, gate), "scanned"));
  const [matches, place] = [sql<boolean>`looked.matches`, sql<number>`looked.place`];
  return transaction
    .select({ ...columnsOf(looked), matches: matches.as("matches"), place: place.as("place") })
    .from(derive(numbered, "looked"))
    .where(or(matches, eq(place, SCAN_LIMIT)))
    .orderBy(...orderByName(walk.sort))
    .limit(limit + 1);
}

const nearby = aliasedTable(tasks, "nearby");
const near = aliasedTable(tasks, "near");

async function searchOrScan(transaction: ReadTransaction, walk: FilteredWalk, search: Search, limit: number) {
  const { userId, conditions, sort } = walk;
  const asMatch = { matches: sql<boolean>`true`.as("matches"), place: sql<number>`0`.as("place") };
  const nearRows = transaction
    .select(columnsOf(nearby))
    .from(derive(walkIndex(transaction, searchedColumns, walk, NEAR), "nearby"))
    .where(and(conditions.others?.(nearby), isMatch(nearby, search)))
    .orderBy(...orderByName(sort))
    .limit(limit);
  const full = sql`(select count(*) = ${limit} from near)`;
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
    .select({ ...columnsOf(found), matches: sql<boolean>`found.matches`, place: sql<number>`found.place` })
    .from(derive(unionAll(filled, matching, scan(transaction, walk, limit, many)), "found"))
    .orderBy(...orderByName(sort))
    .limit(limit + 1);
}
