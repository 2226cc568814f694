import { useSyncExternalStore } from "react";

/** One choice of this browser's user, kept in local storage; without storage, until the page is closed. */
export function createStoredSetting<T extends string>(
  key: string,
  isValid: (value: string | null) => value is T,
  initial: T,
) {
  const listeners = new Set<() => void>();
  let current = read();

  function read(): T {
    try {
      const stored = localStorage.getItem(key);
      return isValid(stored) ? stored : initial;
    } catch {
      return initial;
    }
  }

  function set(value: T): void {
    current = value;
    try {
      localStorage.setItem(key, value);
    } catch {
      // Storage is full or forbidden: the choice holds for this page.
    }
    for (const listener of listeners) listener();
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return { get: () => current, use: () => [useSyncExternalStore(subscribe, () => current), set] as const };
}
