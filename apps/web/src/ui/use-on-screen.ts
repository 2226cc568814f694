import { useEffect, useRef, type RefObject } from "react";

const AHEAD = "600px";

/** Calls `run` when the element comes near the screen, or is there already when `occasion` changes. */
export function useOnScreen<E extends Element>(
  enabled: boolean,
  occasion: unknown,
  run: () => void,
): RefObject<E | null> {
  const element = useRef<E>(null);
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });

  useEffect(() => {
    if (!enabled || !element.current) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) latest.current();
      },
      { rootMargin: AHEAD },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [enabled, occasion]);

  return element;
}
