import { PRIORITIES } from "@typedo/db";
import type { ownerClient } from "@typedo/db/testing";
import type { ListTasksInput } from "../tasks/tasks.filters.js";
import type { Listing } from "./listings.js";
import type { MadeTask } from "./many-tasks.js";

const DAY = 24 * 3600 * 1000;

/** Words as a reader would tell them: the one text without spaces has two. */
export const wordsOf = (text: string) =>
  text
    .replaceAll("東京都庁", "東京 都庁")
    .replaceAll("É", "e")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);

const dueOf = ({ dueDate }: MadeTask) => (dueDate === null ? null : Date.parse(dueDate) + DAY);

const dayOf = (instant: number) => Math.floor(instant / DAY) * DAY;

/** Once more where midnight came in between: what is due today is another set then. */
export async function withinOneDay(work: () => Promise<void>): Promise<void> {
  const day = dayOf(Date.now());
  try {
    await work();
  } catch (error) {
    if (dayOf(Date.now()) === day) throw error;
    await work();
  }
}

/** What each filter means, worked out here. */
export function meets(task: MadeTask, listing: Listing): boolean {
  const due = dueOf(task);
  const today = dayOf(Date.now());
  const words = wordsOf(`${task.title} ${task.notes ?? ""}`);
  const duePeriods = {
    overdue: !task.completed && due !== null && due <= Date.now(),
    today: !task.completed && due !== null && due > today && due <= today + DAY,
    upcoming: !task.completed && due !== null && due > today + DAY,
    none: due === null,
  };
  return (
    task.trashed === (listing.trashed ?? false) &&
    (listing.completed === undefined || task.completed === listing.completed) &&
    (listing.parentId === undefined || task.parentId === (listing.parentId === "none" ? null : listing.parentId)) &&
    (listing.label ?? []).every((label) => task.labels.includes(label)) &&
    (listing.priority === undefined || listing.priority.includes(task.priority)) &&
    (listing.dueAfter === undefined || (due !== null && due > listing.dueAfter.getTime())) &&
    (listing.dueBefore === undefined || (due !== null && due < listing.dueBefore.getTime())) &&
    (listing.due === undefined || duePeriods[listing.due]) &&
    (listing.q === undefined ||
      wordsOf(listing.q).every((asked) => asked === "" || words.some((word) => word.startsWith(asked))))
  );
}

/** The place of each title among those that are stored. */
export type TitleRanks = ReadonlyMap<string, number>;

const keysOf = (titleRanks: TitleRanks): Record<string, (task: MadeTask) => number | string | null> => ({
  createdAt: (task) => task.createdAt.getTime(),
  updatedAt: (task) => task.seq,
  dueAt: dueOf,
  priority: (task) => PRIORITIES.indexOf(task.priority),
  title: (task) => titleRanks.get(task.title) ?? 0,
  position: (task) => task.position,
});

function compare(left: number | string, right: number | string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Their ids: by key, nulls last, then by id. */
export function inOrder(tasks: MadeTask[], sort: ListTasksInput["sort"], titleRanks: TitleRanks): string[] {
  const key = keysOf(titleRanks)[sort.replace("-", "")];
  const sign = sort.startsWith("-") ? -1 : 1;
  return tasks
    .map((task) => ({ id: task.id, key: key?.(task) ?? null }))
    .toSorted((a, b) => {
      if (a.key === null || b.key === null) {
        return a.key === b.key ? sign * compare(a.id, b.id) : a.key === null ? 1 : -1;
      }
      return sign * (compare(a.key, b.key) || compare(a.id, b.id));
    })
    .map(({ id }) => id);
}

/** By PostgreSQL, which alone knows how a language orders them. */
export async function rankTitles(owner: ReturnType<typeof ownerClient>): Promise<TitleRanks> {
  const rows = await owner<{ title: string; rank: number }[]>`
    select title, dense_rank() over (order by lower(title collate "und-x-icu") collate "und-x-icu")::int as rank
    from (select distinct title from app.tasks) as titles`;
  return new Map(rows.map(({ title, rank }) => [title, rank]));
}
