import { useEffect, useState } from "react";

interface LinkOutcome {
  readonly message: string;
  /** Nothing needs to be done: perhaps the link had done its work before. */
  readonly isHarmless: boolean;
}

/**
 * What a mailed link that does not work leads here with; undefined for none. Which address it was for is not told: a
 * verified one may have become it by this very link, since nothing else verifies an address.
 */
export function describeLinkError(search: string, isVerified: boolean): LinkOutcome | undefined {
  const code = new URLSearchParams(search).get("error");
  if (code === null) return undefined;
  if (code === "TOKEN_EXPIRED") {
    return {
      message: "The link is too old. Your address is as it was: ask for another link below.",
      isHarmless: false,
    };
  }
  return isVerified
    ? {
        message: "The link was used already, or does not work any more. Your address is the one above.",
        isHarmless: true,
      }
    : {
        message: "The link does not work any more. Your address is as it was: ask for another link below.",
        isHarmless: false,
      };
}

/** Read once, and taken out of the address, so that it is not told again when the page is loaded anew. */
export function useLinkError(isVerified: boolean): LinkOutcome | undefined {
  const [outcome] = useState(() => describeLinkError(window.location.search, isVerified));
  useEffect(() => {
    if (outcome !== undefined) window.history.replaceState(window.history.state, "", window.location.pathname);
  }, [outcome]);
  return outcome;
}
