import type { ReadTransaction } from "@typedo/db";
import { type CursorScope, openCursor, sealCursor } from "../cursor.js";
import type { Reader } from "../trpc.js";
import { type Conditions, readConditions } from "./tasks.conditions.js";
import { countTasks } from "./tasks.count.js";
import type { ListTasksInput } from "./tasks.filters.js";
import { type Place, place, readSort, type Sort } from "./tasks.order.js";
import { type RankedRow, selectRanked } from "./tasks.relevance.js";
import { type TaskRow, toTask } from "./tasks.rows.js";
import { selectScanned } from "./tasks.scan.js";
import type { TaskPage } from "./tasks.schema.js";
import { encodePlace, selectFlat } from "./tasks.walk.js";

/** A page's rows, and where the next page begins; null at the end. */
interface Found {
  readonly rows: readonly TaskRow[];
  readonly next: Place | null;
}

interface Asked {
  readonly userId: string;
  readonly sort: Sort | "relevance";
  readonly conditions: Conditions;
  readonly after: Place | undefined;
}

/** Characters of titles and notes of a page, at the most, but for those of its first task. */
const LONGEST_PAGE = 400_000;

/** What cursors of a listing are good for: its own filters and sort. */
export function scopeOf(
  { cursorKeys, userId }: Pick<Reader, "cursorKeys" | "userId">,
  input: ListTasksInput,
): CursorScope {
  const { limit: _limit, cursor: _cursor, total: _total, direction: _direction, userId: _userId, ...listing } = input;
  return { keys: cursorKeys, userId, listing: JSON.stringify(listing) };
}

/** One page of the caller's tasks by keyset: page 5,000 costs what page 1 costs. */
export async function listTasks(caller: Reader, input: ListTasksInput): Promise<TaskPage> {
  const { cursor, limit, total } = input;
  const { userId } = caller;
  const scope = scopeOf(caller, input);
  const after = cursor === undefined ? undefined : openCursor(scope, cursor, place);
  const sort = readSort(input.sort);
  const conditions = readConditions(input, sort, userId);
  const isBrief = !total && !conditions.search && !conditions.others;
  const transact = isBrief ? caller.transactBriefly : caller.transact;

  return transact(async (transaction) => {
    const [{ rows, next }, counted] = await Promise.all([
      findPage(transaction, { userId, sort, conditions, after }, limit),
      total ? countTasks(transaction, userId, input) : {},
    ]);
    return { items: rows.map(toTask), nextCursor: next && sealCursor(scope, next), ...counted };
  });
}

async function findPage(
  transaction: ReadTransaction,
  { userId, sort, conditions, after }: Asked,
  limit: number,
): Promise<Found> {
  // Contradictory filters, as what is overdue and completed.
  if (conditions.states.length === 0) return { rows: [], next: null };
  // What suits a rare word or label does not suit a common one.
  if (conditions.search) transaction.planForValues();
  if (sort === "relevance") {
    const rows: readonly RankedRow[] = await selectRanked(transaction, { userId, conditions, after }, limit + 1);
    const { rows: ranked, next } = cutPage(rows, limit, ({ rank, id }) => [rank, id]);
    return { rows: ranked.map(withoutRank), next };
  }
  const walk = { userId, sort, conditions, after: after && encodePlace(after, sort) };
  const placeOf = (row: TaskRow): Place => [sort.order.key(row), row.id];
  // One more than asked for tells whether there is a next page.
  if (!conditions.others && !conditions.search) {
    return cutPage(await selectFlat(transaction, walk, limit + 1), limit, placeOf);
  }
  const { rows, edge } = await selectScanned(transaction, walk, limit + 1);
  return cutPage(rows, limit, placeOf, edge);
}

/**
 * As many rows as a page may have. Of long texts it has fewer: a tRPC batch of ten pages of the longest, which are written
 * in one go, would be 66 MB, and nobody would be answered for more than a second.
 *
 * @param edge the last row looked at, if there may be more behind it
 */
function cutPage<Row extends TaskRow>(
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => Place,
  edge?: Row,
): { readonly rows: readonly Row[]; readonly next: Place | null } {
  let length = 0;
  const tooLong = rows.findIndex(({ title, notes }, index) => {
    length += title.length + (notes?.length ?? 0);
    return index > 0 && length > LONGEST_PAGE;
  });
  const kept = rows.slice(0, tooLong === -1 ? limit : Math.min(tooLong, limit));
  const last = rows.length > kept.length ? kept.at(-1) : edge;
  return { rows: kept, next: last ? placeOf(last) : null };
}

function withoutRank({ rank: _rank, ...row }: RankedRow): TaskRow {
  return row;
}
