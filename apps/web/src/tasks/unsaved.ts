import { createContext, use, useEffect, useMemo, useSyncExternalStore } from "react";

/** What of one kind was typed and is not stored, by the user whose it is and by what it belongs to. */
export interface Unsaved<T> {
  readonly get: (userId: string, key: string) => T | undefined;
  readonly all: (userId: string) => readonly T[];
  readonly keep: (userId: string, key: string, value: T) => void;
  readonly forget: (userId: string, key: string) => void;
  /** Forgets it, and gives the way back. */
  readonly take: (userId: string, key: string) => () => void;
}

interface Kind {
  readonly users: () => readonly string[];
  readonly forgetUser: (userId: string) => void;
}

const kinds: Kind[] = [];
const listeners = new Set<() => void>();

/**
 * A place for one kind of it, in the page's memory alone. It outlives what it was typed into, and the session too: who
 * has to sign in again finds it, and nobody else does.
 */
export function createUnsaved<T>(): Unsaved<T> {
  const users = new Map<string, Map<string, T>>();

  function change(userId: string, run: (texts: Map<string, T>) => void): void {
    const texts = users.get(userId) ?? new Map<string, T>();
    run(texts);
    if (texts.size > 0) users.set(userId, texts);
    else users.delete(userId);
    for (const tell of listeners) tell();
  }

  kinds.push({
    users: () => [...users.keys()],
    forgetUser: (userId) => change(userId, (texts) => texts.clear()),
  });
  const get = (userId: string, key: string) => users.get(userId)?.get(key);
  const keep = (userId: string, key: string, value: T) => change(userId, (texts) => void texts.set(key, value));
  const forget = (userId: string, key: string) => change(userId, (texts) => void texts.delete(key));
  return {
    get,
    all: (userId) => [...(users.get(userId)?.values() ?? [])],
    keep,
    forget,
    take: (userId, key) => {
      const taken = get(userId, key);
      forget(userId, key);
      return () => void (taken !== undefined && keep(userId, key, taken));
    },
  };
}

/** Whether anything of the user is not stored yet; of any user, if none is named. */
export function hasUnsaved(userId?: string): boolean {
  return kinds.some(({ users }) => (userId === undefined ? users().length > 0 : users().includes(userId)));
}

/** The user gives up all of it. */
export function forgetUnsaved(userId: string): void {
  for (const { forgetUser } of kinds) forgetUser(userId);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const UserIdContext = createContext<string | undefined>(undefined);

/** Above all that keeps what the user types. */
export const UnsavedOwner = UserIdContext.Provider;

export function useUserId(): string {
  const userId = use(UserIdContext);
  if (userId === undefined) throw new Error("What is typed needs an UnsavedOwner above it");
  return userId;
}

/** One thing that was typed, and what can be done with it; `get` gives it as it is when it is called. */
export function useUnsaved<T>(kind: Unsaved<T>, key: string) {
  const userId = useUserId();
  const actions = useMemo(
    () => ({
      get: () => kind.get(userId, key),
      keep: (value: T) => kind.keep(userId, key, value),
      forget: () => kind.forget(userId, key),
    }),
    [kind, userId, key],
  );
  return { ...actions, kept: useSyncExternalStore(subscribe, actions.get) };
}

/** What one has to know of it, for those who need not be drawn anew at every letter: of a simple type. */
export function useUnsavedState<T, S extends string | boolean>(
  kind: Unsaved<T>,
  key: string,
  read: (kept: T | undefined) => S,
): S {
  const userId = useUserId();
  return useSyncExternalStore(subscribe, () => read(kind.get(userId, key)));
}

export function useHasUnsaved(userId?: string): boolean {
  return useSyncExternalStore(subscribe, () => hasUnsaved(userId));
}

/** The browser asks before the page is closed with anything that is not stored. */
export function useCloseGuard(): void {
  const isUnsaved = useHasUnsaved();
  useEffect(() => {
    if (!isUnsaved) return undefined;
    const guard = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", guard);
    return () => window.removeEventListener("beforeunload", guard);
  }, [isUnsaved]);
}
