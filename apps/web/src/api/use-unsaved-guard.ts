import { useIsMutating } from "@tanstack/react-query";
import { useEffect } from "react";

/** While something is on its way to the server, or waits to be, the browser asks before it closes the page. Gives whether it is so. */
export function useUnsavedGuard(): boolean {
  const pending = useIsMutating() > 0;
  useEffect(() => {
    if (!pending) return undefined;
    const guard = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", guard);
    return () => window.removeEventListener("beforeunload", guard);
  }, [pending]);

  return pending;
}
