import { allAreRead } from "../ui/all-are-read.js";
import { hasWord } from "./search-words.js";
import { isPriority } from "./priority-names.js";
import { isSort } from "./task-orders.js";
import { DEFAULT_VIEW, defaultSort, isDue, isShow, type TaskView } from "./task-view.js";

/** As the API limits them. */
const LONGEST_QUERY = 200;
const LONGEST_LABEL = 100;
const MOST_LABELS = 20;

/** What the address says; what it does not say, or says wrongly, is as at the start. */
export function parseView(search: string): TaskView {
  const query = new URLSearchParams(search);
  const [show, sort, due] = [query.get("show"), query.get("sort"), query.get("due")];
  const q = cleanQuery(query.get("q") ?? "");
  const isAllowed = isSort(sort) && (sort !== "relevance" || hasWord(q));
  return {
    show: isShow(show) ? show : DEFAULT_VIEW.show,
    sort: isAllowed ? sort : defaultSort(q),
    q,
    due: isDue(due) ? due : undefined,
    priorities: [...new Set(query.getAll("priority").filter(isPriority))],
    labels: labelsOf(query.getAll("label")),
    partsOf: undefined,
    trash: false,
  };
}

/** The address of a view; what is as at the start is left out. */
export function viewHref(view: TaskView): string {
  // The trash has a page of its own, and so has each task, with its parts.
  const { show, sort, q, due, priorities, labels, trash: _trash, partsOf: _task, ...none } = view;
  allAreRead(none);
  const query = new URLSearchParams();
  if (q !== "") query.set("q", q);
  if (show !== DEFAULT_VIEW.show) query.set("show", show);
  if (due !== undefined) query.set("due", due);
  for (const priority of priorities) query.append("priority", priority);
  for (const label of labels) query.append("label", label);
  if (sort !== defaultSort(q)) query.set("sort", sort);
  return query.size === 0 ? "/" : `/?${query.toString()}`;
}

/** The address of a task's own page. */
export function taskHref(id: string): string {
  return `/tasks/${id}`;
}

/** A search as it is asked for: NUL and half characters, which no text of ours has, are left out. */
export function cleanQuery(text: string): string {
  return clean(text).slice(0, LONGEST_QUERY).toWellFormed().trim();
}

function labelsOf(texts: readonly string[]): string[] {
  const labels = texts.map((text) => clean(text).trim());
  return [...new Set(labels.filter((label) => label !== "" && label.length <= LONGEST_LABEL))].slice(0, MOST_LABELS);
}

function clean(text: string): string {
  return text.replaceAll("\0", "");
}
