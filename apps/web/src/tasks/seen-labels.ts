import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import type { Task } from "@typedo/api";
import { useEffect, useSyncExternalStore } from "react";

/** More than one can look through; a label that is not among them can be had by its task. */
const MOST = 100;

interface SeenLabels {
  list: readonly string[];
  readonly listeners: Set<() => void>;
}

/** By the user's own client, so that they go with the user. */
const stores = new WeakMap<QueryClient, SeenLabels>();

function storeOf(client: QueryClient): SeenLabels {
  const store = stores.get(client) ?? { list: [], listeners: new Set() };
  stores.set(client, store);
  return store;
}

/** Remembers the labels of tasks that are shown. */
export function useRememberLabels(tasks: readonly Task[]): void {
  const client = useQueryClient();
  useEffect(() => {
    const store = storeOf(client);
    const all = new Set([...store.list, ...tasks.flatMap((task) => task.labels)]);
    if (all.size === store.list.length || store.list.length >= MOST) return;
    store.list = [...all].slice(0, MOST).toSorted((a, b) => a.localeCompare(b));
    for (const listener of store.listeners) listener();
  }, [client, tasks]);
}

/** The labels of all tasks that were shown so far, from A to Z. */
export function useSeenLabels(): readonly string[] {
  const store = storeOf(useQueryClient());
  return useSyncExternalStore(
    (listener) => {
      store.listeners.add(listener);
      return () => store.listeners.delete(listener);
    },
    () => store.list,
  );
}
