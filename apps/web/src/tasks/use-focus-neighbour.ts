import { useCallback, type RefObject } from "react";

/**
 * Before the row with the focus goes, the focus moves to the next one, else the one before, else what the page
 * begins with: one who works by keyboard must not be thrown back to the top of the page.
 */
export function useFocusNeighbour(list: RefObject<HTMLElement | null>): () => void {
  return useCallback(() => {
    const row = document.activeElement?.closest("li.task");
    if (!row || !list.current?.contains(row)) return;
    const neighbour = row.nextElementSibling ?? row.previousElementSibling;
    const target =
      neighbour?.querySelector("input[type=checkbox], button") ?? document.querySelector(".add-task-title, #main h1");
    if (target instanceof HTMLElement) target.focus();
  }, [list]);
}
