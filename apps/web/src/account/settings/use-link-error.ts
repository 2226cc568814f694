import { useEffect, useState } from "react";

/** What a mailed link that does not work leads here with; undefined for none. */
export function describeLinkError(search: string): string | undefined {
  const code = new URLSearchParams(search).get("error");
  if (code === null) return undefined;
  return code === "TOKEN_EXPIRED"
    ? "The link is too old. Your address is as it was: ask for another link below."
    : "The link does not work any more. Your address is as it was: ask for another link below.";
}

/** Read once, and taken out of the address, so that it is not told again when the page is loaded anew. */
export function useLinkError(): string | undefined {
  const [error] = useState(() => describeLinkError(window.location.search));
  useEffect(() => {
    if (error !== undefined) window.history.replaceState(window.history.state, "", window.location.pathname);
  }, [error]);
  return error;
}
