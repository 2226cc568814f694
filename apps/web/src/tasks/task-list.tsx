import { useCallback, useRef } from "react";
import { describeError } from "../api/describe-error.js";
import { ErrorMessage } from "../ui/error-message.js";
import { useNow } from "../ui/use-now.js";
import { ChangesElsewhere } from "./changes-elsewhere.js";
import { EmptyList } from "./empty-list.js";
import { ListSkeleton } from "./list-skeleton.js";
import { LoadMore } from "./load-more.js";
import { usePinnedTasks } from "./pinned-tasks.js";
import { useRememberLabels } from "./seen-labels.js";
import { viewHref } from "./task-address.js";
import { TaskCount } from "./task-count.js";
import { TaskRow } from "./task-row.js";
import { useDeleteTask } from "./use-delete-task.js";
import { useFocusNeighbour } from "./use-focus-neighbour.js";
import { useTaskCount } from "./use-task-count.js";
import { useTaskList } from "./use-task-list.js";
import { useTaskView } from "./use-task-view.js";

const NONE = [] as const;

/** The tasks of the view in the address, in whatever state they are. */
export function TaskList() {
  const { view } = useTaskView();
  const query = useTaskList(view);
  const tasks = query.data?.tasks ?? NONE;
  const count = useTaskCount(view, query);
  const { rows, pin } = usePinnedTasks(tasks);
  const { remove } = useDeleteTask();
  const now = useNow();
  const list = useRef<HTMLUListElement>(null);
  const focusNeighbour = useFocusNeighbour(list);
  useRememberLabels(tasks);
  const removeFromList = useCallback(
    (id: string) => {
      focusNeighbour();
      // What is typed in it is no reason to stay any more.
      pin(id, false);
      remove(id);
    },
    [focusNeighbour, pin, remove],
  );

  return (
    <>
      <TaskCount count={count} />
      <ChangesElsewhere key={viewHref(view)} query={query} />
      {query.isPending &&
        (query.fetchStatus === "paused" ? (
          <p className="empty">Your tasks show when you are online.</p>
        ) : (
          <ListSkeleton />
        ))}
      {query.isError && !query.data && (
        <ErrorMessage message={describeError(query.error)} onRetry={() => void query.refetch()} />
      )}
      {query.data && rows.length === 0 && !query.hasNextPage && <EmptyList />}
      {rows.length > 0 && (
        <ul
          ref={list}
          className={query.isPlaceholderData ? "tasks card tasks-old" : "tasks card"}
          aria-label="Tasks"
          aria-busy={query.isPlaceholderData}
        >
          {rows.map((task) => (
            <TaskRow key={task.id} task={task} now={now} q={view.q} onRemove={removeFromList} onBusy={pin} />
          ))}
        </ul>
      )}
      <LoadMore query={query} />
    </>
  );
}
