import type { Task } from "@typedo/api";
import { useCallback, useEffect, useRef, useState } from "react";

/** The tasks that are to be shown now, and those of before that may not go, where they were. */
export function keepPinned(
  before: readonly Task[],
  now: readonly Task[],
  pinned: ReadonlySet<string>,
): readonly Task[] {
  const shown = new Set(now.map(({ id }) => id));
  const kept = before.flatMap((task, index) => (pinned.has(task.id) && !shown.has(task.id) ? [{ task, index }] : []));
  return kept.reduce((rows, { task, index }) => rows.toSpliced(index, 0, task), now);
}

/** What is being edited stays on the page, although the list may have lost it: what is typed would go with it. */
export function usePinnedTasks(tasks: readonly Task[]) {
  const [pinned, setPinned] = useState<ReadonlySet<string>>(new Set());
  const before = useRef(tasks);
  const rows = keepPinned(before.current, tasks, pinned);
  useEffect(() => {
    before.current = rows;
  });

  const pin = useCallback((id: string, busy: boolean) => {
    setPinned((ids) => {
      const others = [...ids].filter((other) => other !== id);
      return new Set(busy ? [...others, id] : others);
    });
  }, []);
  return { rows, pin };
}
