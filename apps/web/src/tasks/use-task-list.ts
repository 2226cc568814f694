import { trpc } from "../api/trpc.js";
import { isCheapToReload } from "./task-cache.js";
import { tasksOf } from "./task-pages.js";
import { listInput, type TaskView } from "./task-view.js";

/** The tasks of a view, page after page. A page may be empty although there is more: only a null cursor is the end. */
export function useTaskList(view: TaskView) {
  return trpc.tasks.list.useInfiniteQuery(listInput(view), {
    getNextPageParam: (page) => page.nextCursor,
    select: ({ pages }) => tasksOf(pages),
    refetchOnWindowFocus: (query) => isCheapToReload(query.state.data),
    refetchOnReconnect: (query) => isCheapToReload(query.state.data),
  });
}
