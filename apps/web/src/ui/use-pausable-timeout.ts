import { useEffect, useRef } from "react";

/** Calls `run` once after `ms`, not counting the time in which it is paused. */
export function usePausableTimeout(run: () => void, ms: number, paused: boolean): void {
  const remaining = useRef(ms);
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });

  useEffect(() => {
    if (paused) return undefined;
    const start = performance.now();
    const timer = setTimeout(() => latest.current(), remaining.current);
    return () => {
      clearTimeout(timer);
      remaining.current -= performance.now() - start;
    };
  }, [paused]);
}
