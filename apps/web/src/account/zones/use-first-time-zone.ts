import { useEffect, useRef } from "react";
import { trpc } from "../../api/trpc.js";
import { useMe } from "../use-me.js";
import { browserTimeZone } from "./browser-time-zone.js";
import { firstTimeZone } from "./first-time-zone.js";

/**
 * Gives a user who has not chosen a time zone the browser's, once and quietly. If it fails, the next visit tries again:
 * nothing waits for it, so it is no mutation that the page would count as unsaved.
 */
export function useFirstTimeZone(): void {
  const utils = trpc.useUtils();
  const { data: me } = useMe();
  const begun = useRef(false);

  useEffect(() => {
    if (!me || begun.current) return;
    const memory = memoryOf(me.id);
    const timeZone = firstTimeZone({ stored: me.timeZone, browser: browserTimeZone(), wasSet: memory.wasSet() });
    if (timeZone === undefined) return;
    begun.current = true;
    utils.client.me.update.mutate({ timeZone }).then(
      (changed) => {
        memory.keep();
        utils.me.get.setData({}, changed);
        return utils.tasks.invalidate();
      },
      () => undefined,
    );
  }, [me, utils]);
}

/** Without storage it is not remembered, which matters only to one who sets `UTC` by the API. */
function memoryOf(userId: string) {
  const key = `typedo.zone-set.${userId}`;
  return {
    wasSet() {
      try {
        return localStorage.getItem(key) !== null;
      } catch {
        return false;
      }
    },
    keep() {
      try {
        localStorage.setItem(key, "yes");
      } catch {
        // Storage is full or forbidden.
      }
    },
  };
}
