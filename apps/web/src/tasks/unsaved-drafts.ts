import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import type { Task } from "@typedo/api";
import { useCallback, useEffect } from "react";
import type { TaskDraft } from "./task-draft.js";

/** What was typed into a task's editor, and over which version. */
interface UnsavedDraft {
  readonly base: Task;
  readonly draft: TaskDraft;
}

/** By the user's own client, so that they go with the user. */
const stores = new WeakMap<QueryClient, Map<string, UnsavedDraft>>();

function storeOf(client: QueryClient): Map<string, UnsavedDraft> {
  const store = stores.get(client) ?? new Map<string, UnsavedDraft>();
  stores.set(client, store);
  return store;
}

/** What was typed for a task and not saved yet: it outlives its editor, when one looks at another page meanwhile. */
export function useUnsavedDraft(id: string) {
  const store = storeOf(useQueryClient());
  const keep = useCallback((unsaved: UnsavedDraft) => void store.set(id, unsaved), [store, id]);
  const forget = useCallback(() => void store.delete(id), [store, id]);
  return { unsaved: store.get(id), keep, forget };
}

/** The browser asks before the page is closed with it. */
export function useCloseGuard(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return undefined;
    const guard = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", guard);
    return () => window.removeEventListener("beforeunload", guard);
  }, [isUnsaved]);
}
