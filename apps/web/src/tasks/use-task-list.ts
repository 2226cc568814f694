import { keepPreviousData } from "@tanstack/react-query";
import { trpc } from "../api/trpc.js";
import { useOnline } from "../ui/use-online.js";
import { isCheapToReload } from "./task-cache.js";
import { tasksOf, type TaskPages } from "./task-pages.js";
import { listInput, type TaskView } from "./task-view.js";

/** Always the same function, so that it runs anew only if there is something new. */
const readPages = ({ pages }: Pick<TaskPages, "pages">) => ({ tasks: tasksOf(pages), pages: pages.length });

/**
 * The tasks of a view, page after page; those of the view before until they are there, unless they can't come. A page may be empty although
 * there is more: only a null cursor is the end.
 */
export function useTaskList(view: TaskView) {
  const online = useOnline();
  return trpc.tasks.list.useInfiniteQuery(listInput(view), {
    meta: { view },
    getNextPageParam: (page) => page.nextCursor,
    select: readPages,
    ...(online && { placeholderData: keepPreviousData }),
    refetchOnWindowFocus: (query) => isCheapToReload(query.state.data),
    refetchOnReconnect: (query) => isCheapToReload(query.state.data),
  });
}
