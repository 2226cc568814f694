import type { ListTasksInput } from "../tasks/tasks.filters.js";
import { makeTasks } from "./many-tasks.js";

/** What a list is asked for. */
export type Listing = Partial<ListTasksInput>;

/** Listings by their names. */
export type Listings = readonly (readonly [name: string, listing: Listing])[];

// Each user's first ten made tasks are the parents of others; with the same seed they are the same for all.
const [parent] = [...makeTasks(1)].map(({ id }) => id);
const may = { dueAfter: new Date("2026-05-01T00:00:00Z"), dueBefore: new Date("2026-06-01T00:00:00Z") };

/** A page's own rows are read, and no others, whatever its place and however many tasks there are. */
export const flatListings: Listings = [
  ...(["createdAt", "updatedAt", "dueAt", "priority", "title"] as const).flatMap((sort): Listings => [
    [sort, { sort }],
    [`-${sort}`, { sort: `-${sort}` }],
    [`${sort}, open`, { sort, completed: false }],
    [`-${sort}, done`, { sort: `-${sort}`, completed: true }],
    [`-${sort}, trashed`, { sort: `-${sort}`, trashed: true }],
  ]),
  ["a range of dueAt", { sort: "dueAt", ...may }],
  ["a range of dueAt, descending, open", { sort: "-dueAt", completed: false, ...may }],
  ["overdue", { sort: "dueAt", due: "overdue" }],
  ["without a date", { sort: "dueAt", due: "none" }],
  ["parts of a task by position", { sort: "position", parentId: parent }],
  ["top level by position", { sort: "-position", parentId: "none" }],
  ["one priority", { sort: "priority", priority: ["high"] }],
  ["one priority, done", { sort: "-priority", priority: ["urgent"], completed: true }],
];

/**
 * Flat but for one instant: tasks without a time of the day before are due at the midnight that begins today, and are
 * passed by.
 */
export const daysListings: Listings = [
  ["today", { sort: "dueAt", due: "today" }],
  ["upcoming", { sort: "-dueAt", due: "upcoming" }],
];

/** A page looks at 2,000 rows of a state at the most. */
export const boundedListings: Listings = [
  ["a rare priority", { priority: ["urgent"] }],
  ["a parent under another sort", { parentId: parent, sort: "title" }],
  ["a range of dueAt under another sort", { sort: "title", ...may }],
  ["a word in one task of five", { q: "alpha", sort: "title" }],
  ["a label of one task in three", { label: ["common"], sort: "dueAt" }],
];

/** What matches is read, and no others; `needle` and `rare` are in one task. */
export const searchedListings: Listings = [
  ["no match", { q: "nothinglikethis" }],
  ["one match", { q: "needle" }],
  ["one match, by relevance", { q: "needle", sort: "-relevance" }],
  ["one match by label", { label: ["rare"] }],
  ["one match by label and word", { label: ["rare"], q: "needle" }],
];

/** Searches whose matches grow with the tasks. */
export const commonSearches: Listings = [
  ["a word in one task of a thousand", { q: "number123" }],
  ["a word in one task of five, by relevance", { q: "alpha", sort: "-relevance" }],
];

/** Listings that are counted, which goes no further than 10,000. */
export const countedListings: Listings = [
  ["all", {}],
  ["a rare priority", { priority: ["urgent"] }],
  ["a priority of the rarest label", { priority: ["high"], label: ["rare"] }],
  ["a word in one task of five", { q: "alpha" }],
  ["a range of dueAt and a priority", { priority: ["urgent"], ...may }],
];
