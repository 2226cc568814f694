import { useEffect, useState } from "react";

/** The token of a mailed link, in the fragment of an address: no server sees it there. */
export function tokenIn(fragment: string): string | undefined {
  return new URLSearchParams(fragment.replace(/^#/, "")).get("token") || undefined;
}

/**
 * The token of the link that led to this page. It is taken out of the address bar and the browser's history at once, so
 * that it does not go along when someone copies the address, and is gone when the page is loaded anew.
 */
export function useResetToken(): string | undefined {
  const [token, setToken] = useState(() => tokenIn(window.location.hash));

  useEffect(() => {
    function take() {
      const found = tokenIn(window.location.hash);
      if (found === undefined) return;
      setToken(found);
      window.history.replaceState(window.history.state, "", window.location.pathname);
    }
    take();
    // A second link that is opened in the same tab does not load the page anew.
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, []);

  return token;
}
