import { useCallback, useEffect, useRef, type RefObject } from "react";
import { useKeptFocus } from "../ui/use-kept-focus.js";

/**
 * When the row with the focus goes, the focus moves to the next one, else the one before, else the title of the page:
 * one who works by keyboard must not be thrown back to the top of the page. What is given does so ahead, for a row that
 * one takes away oneself.
 */
export function useFocusNeighbour(list: RefObject<HTMLElement | null>): () => void {
  const before = useRef<readonly Element[]>([]);
  useKeptFocus(list, (gone) => {
    const place = before.current.indexOf(gone.closest("li.task") ?? gone);
    if (place === -1) return undefined;
    const rows = [...before.current.slice(place), ...before.current.slice(0, place).toReversed()];
    return controlOf(rows.find((row) => row.isConnected));
  });
  useEffect(() => {
    before.current = [...(list.current?.children ?? [])];
  });

  return useCallback(() => {
    const row = document.activeElement?.closest("li.task");
    if (!row || !list.current?.contains(row)) return;
    const target = controlOf(row.nextElementSibling ?? row.previousElementSibling);
    if (target instanceof HTMLElement) target.focus();
  }, [list]);
}

function controlOf(row: Element | null | undefined): Element | null {
  return row?.querySelector("input[type=checkbox], button") ?? document.querySelector("#main h1");
}
