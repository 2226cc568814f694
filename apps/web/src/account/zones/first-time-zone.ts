import { isUtc } from "./zone-names.js";

/** What every account begins with; chosen on purpose, it is stored as `Etc/UTC`. */
const UNSET = "UTC";

interface Known {
  readonly stored: string;
  readonly browser: string;
  /** This browser has set it once for this user. */
  readonly wasSet: boolean;
}

/** The zone to set for a user who has not chosen any, or undefined. */
export function firstTimeZone({ stored, browser, wasSet }: Known): string | undefined {
  return stored === UNSET && !wasSet && !isUtc(browser) ? browser : undefined;
}
