import { useRef } from "react";

/** Gives the focus to the first heading within `place`: for when the button that had it is gone. */
export function useFocusTitle() {
  const place = useRef<HTMLDivElement>(null);
  return { place, focusTitle: () => place.current?.querySelector<HTMLElement>("h1, h2")?.focus() };
}
