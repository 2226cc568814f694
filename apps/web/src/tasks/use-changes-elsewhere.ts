import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { trpc } from "../api/trpc.js";
import { CHEAP_PAGES } from "./task-cache.js";
import type { useTaskList } from "./use-task-list.js";

/** How often a long list that is looked at asks whether it is up to date; besides whenever the window comes back. */
const EVERY_MS = 60_000;

/**
 * Whether tasks were changed elsewhere since a long list was loaded. Told by what was changed last, in the trash and out
 * of it, and by how many there are: two small requests, however long the list. A short list is loaded anew instead.
 */
export function useChangesElsewhere(list: ReturnType<typeof useTaskList>) {
  const pages = list.data?.pages ?? 0;
  // From the first page on, so that there is something to compare with when the list has become long.
  const enabled = list.hasNextPage || pages > 1;
  const options = { enabled, staleTime: 0, refetchInterval: EVERY_MS, refetchOnWindowFocus: true } as const;
  const live = trpc.tasks.list.useQuery({ sort: "-updatedAt", limit: 1, total: true }, options);
  const trashed = trpc.tasks.list.useQuery({ sort: "-updatedAt", limit: 1, trashed: true }, options);
  const lookedAt = Math.min(live.dataUpdatedAt, trashed.dataUpdatedAt);
  const mark =
    live.data && trashed.data
      ? [live.data.items[0]?.seq, trashed.data.items[0]?.seq, live.data.total].join(" ")
      : undefined;

  const known = useRef<string>(undefined);
  const knownAt = useRef(0);
  const wroteAt = useLastWrite();
  const isLong = pages > CHEAP_PAGES;
  const [isOutdated, setOutdated] = useState(false);

  useEffect(() => {
    if (mark === undefined) return;
    const isOwn = wroteAt.current >= knownAt.current;
    if (known.current !== undefined && mark !== known.current && isLong && !isOwn) setOutdated(true);
    known.current = mark;
    knownAt.current = lookedAt;
  }, [mark, lookedAt, isLong, wroteAt]);

  return { isOutdated, settle: () => setOutdated(false) };
}

/** When something was last stored from this page, by the browser's clock; zero if never. */
function useLastWrite() {
  const cache = useQueryClient().getMutationCache();
  const at = useRef(0);
  useEffect(
    () =>
      cache.subscribe(({ mutation }) => {
        if (mutation?.state.status === "success") at.current = Date.now();
      }),
    [cache],
  );
  return at;
}
