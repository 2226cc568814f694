import type { QueryClient } from "@tanstack/react-query";

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

/** The write is answered: it led to another version, since someone else wrote too, or to none. */
export function checkStep(client: QueryClient, id: string, from: number, to: number | undefined): void {
  if (to !== from + 1) storeOf(client).delete(`${id} ${from}`);
}

/** The version that a version has become by our own writes alone: what one edits over is not outdated by those. */
export function followSteps(client: QueryClient, id: string, version: number): number {
  const next = storeOf(client).get(`${id} ${version}`);
  return next === undefined ? version : followSteps(client, id, next);
}
