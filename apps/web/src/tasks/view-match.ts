import type { Task } from "@typedo/api";
import type { ApiInputs } from "../api/trpc.js";
import { splitWords } from "./search-words.js";
import { listInput, type TaskView } from "./task-view.js";

/** What says how a list is given, and leaves no task out. */
type NoFilter = "sort" | "limit" | "cursor" | "total" | "direction" | "userId";

type Asked = Omit<ApiInputs["tasks"]["list"], NoFilter>;
type FilterName = keyof Asked;
type Filters = { readonly [F in FilterName]-?: NonNullable<Asked[F]> };

/** Whether a task meets a filter, given at that time. */
type Meets<Wanted> = (task: Task, wanted: Wanted, now: Date) => boolean;

/** Each of the API's filters, so that one that it gets anew does not compile until it is here. */
const filters: { readonly [F in FilterName]: Meets<Filters[F]> } = {
  trashed: ({ deletedAt }, trashed) => (deletedAt !== null) === trashed,
  completed: (task, completed) => task.completed === completed,
  parentId: (task, parentId) => (task.parentId ?? "none") === parentId,
  priority: (task, priorities) => priorities.includes(task.priority),
  label: ({ labels }, wanted) => wanted.every((label) => labels.includes(label)),
  due: isDueIn,
  dueAfter: ({ dueAt }, after) => dueAt !== null && dueAt > after,
  dueBefore: ({ dueAt }, before) => dueAt !== null && dueAt < before,
  q: hasWords,
};

function isFilterName(name: string): name is FilterName {
  return Object.hasOwn(filters, name);
}

const filterNames = Object.keys(filters).filter(isFilterName);

/** Whether the server would list the task in this view, as far as one can know here. */
export function isOfView(task: Task, view: TaskView, now: Date = new Date()): boolean {
  const asked: Partial<{ readonly [F in FilterName]: Filters[F] | undefined }> = { trashed: false, ...listInput(view) };
  const meets = <F extends FilterName>(name: F) => {
    const wanted: Filters[F] | undefined = asked[name];
    return wanted === undefined || filters[name](task, wanted, now);
  };
  return filterNames.every((name) => meets(name));
}

/** In this browser's time zone; the server goes by the user's own. */
function isDueIn(task: Task, due: Filters["due"], now: Date): boolean {
  if (due === "none") return task.dueAt === null;
  const midnight = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  const when: Record<typeof due, () => boolean> = {
    overdue: () => task.dueAt !== null && task.dueAt <= now,
    today: () => isDueFrom(task, midnight(0)) && !isDueFrom(task, midnight(1)),
    upcoming: () => isDueFrom(task, midnight(1)),
  };
  return !task.completed && when[due]();
}

/** A task without a time is due at the midnight that ends its day; one with a time may be due at that which begins it. */
function isDueFrom({ dueAt, dueTime }: Task, midnight: Date): boolean {
  if (dueAt === null) return false;
  return dueAt > midnight || (dueAt.getTime() === midnight.getTime() && dueTime !== null);
}

function hasWords({ title, notes }: Task, q: string): boolean {
  const words = [...splitWords(title), ...splitWords(notes ?? "")];
  return splitWords(q).every((beginning) => words.some((word) => word.startsWith(beginning)));
}
