import { useEffect, useRef } from "react";

interface Guard {
  readonly address: string;
  readonly onTry: () => void;
}

let guard: Guard | undefined;

/**
 * To be called once, before the router listens: at the window, listeners to `popstate` are called in the order in which
 * they came, and the router must not hear of a way back that is not taken.
 */
export function installLeaveGuard(): void {
  window.addEventListener("popstate", (event) => {
    if (!guard || window.location.href === guard.address) return;
    event.stopImmediatePropagation();
    window.history.pushState(null, "", guard.address);
    guard.onTry();
  });
}

/**
 * While there is something to lose: the browser asks before it closes or loads the page, and its way back calls `onTry`
 * instead of leaving.
 */
export function useLeaveGuard(onTry: () => void): void {
  const latest = useRef(onTry);
  useEffect(() => {
    latest.current = onTry;
  });

  useEffect(() => {
    const own: Guard = { address: window.location.href, onTry: () => latest.current() };
    guard = own;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => {
      window.removeEventListener("beforeunload", ask);
      if (guard === own) guard = undefined;
    };
  }, []);
}
