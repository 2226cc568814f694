import type { QueryClient } from "@tanstack/react-query";
import type { Task } from "@typedo/api";
import type { TaskChanges } from "./task-changes.js";

/** From which version of a task our own writes led to which: `id version` to the version after. */
const stores = new WeakMap<QueryClient, Map<string, number>>();

function storeOf(client: QueryClient): Map<string, number> {
  const store = stores.get(client) ?? new Map<string, number>();
  stores.set(client, store);
  return store;
}

/** A write of ours is on its way that should make the version after this one. */
export function noteStep(client: QueryClient, id: string, from: number): void {
  storeOf(client).set(`${id} ${from}`, from + 1);
}

/** The write is answered: with no task, or one in which someone else has changed something, too. */
export function checkStep(client: QueryClient, before: Task, changes: TaskChanges, after: Task | undefined): void {
  const { id, version: from } = before;
  if (!after || after.version !== from + 1 || !isOurs(before, changes, after)) storeOf(client).delete(`${id} ${from}`);
}

/** A version may also be the next one where ours changed nothing, since someone else's was there before. */
function isOurs(before: Task, changes: TaskChanges, after: Task): boolean {
  return ECHOED.every((field) => Object.hasOwn(changes, field) || after[field] === before[field]);
}

/** What the server gives back as it was sent. */
const ECHOED = ["title", "notes", "completed", "priority"] as const;

/** The version that a version has become by our own writes alone: what one edits over is not outdated by those. */
export function followSteps(client: QueryClient, id: string, version: number): number {
  const next = storeOf(client).get(`${id} ${version}`);
  return next === undefined ? version : followSteps(client, id, next);
}
