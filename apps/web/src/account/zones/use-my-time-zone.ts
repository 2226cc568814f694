import { useMe } from "../use-me.js";
import { browserTimeZone } from "./browser-time-zone.js";

/** The IANA name of the zone that the user's days are in; the browser's until it is known. */
export function useMyTimeZone(): string {
  return useMe().data?.timeZone ?? browserTimeZone();
}
