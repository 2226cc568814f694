import { useState } from "react";
import { trpc } from "../api/trpc.js";
import type { Count } from "./count-label.js";
import { listInput, type TaskView } from "./task-view.js";
import type { useTaskList } from "./use-task-list.js";

/**
 * How many tasks a view has in all; the last count until the next is known, unless there is no list to count. What is loaded to its end is counted here;
 * else the server is asked, up to 10,000: beside the pages, which need not be counted each time.
 */
export function useTaskCount(view: TaskView, list: ReturnType<typeof useTaskList>): Count | undefined {
  const isLoaded = list.data !== undefined && !list.isPlaceholderData;
  const { data } = trpc.tasks.list.useQuery(
    { ...listInput({ ...view, sort: "-createdAt" }), limit: 1, total: true },
    { enabled: isLoaded && list.hasNextPage },
  );
  const shown = isLoaded ? list.data.tasks.length : undefined;
  const total = isLoaded && !list.hasNextPage ? shown : data?.total;
  const count = total === undefined ? undefined : { total, isMore: list.hasNextPage && data?.totalCapped === true };

  const [last, setLast] = useState(count);
  const isNew = count !== undefined && (count.total !== last?.total || count.isMore !== last.isMore);
  if (isNew) setLast(count);
  if (list.data === undefined) return undefined;
  return isNew ? count : last;
}
