import { useCallback, useRef } from "react";
import { describeError } from "../api/describe-error.js";
import { ErrorMessage } from "../ui/error-message.js";
import { useNow } from "../ui/use-now.js";
import { EmptyList } from "./empty-list.js";
import { ListSkeleton } from "./list-skeleton.js";
import { LoadMore } from "./load-more.js";
import { TaskCount } from "./task-count.js";
import { TaskRow } from "./task-row.js";
import { useDeleteTask } from "./use-delete-task.js";
import { useFocusNeighbour } from "./use-focus-neighbour.js";
import { useTaskList } from "./use-task-list.js";
import { useTaskView } from "./use-task-view.js";

/** The tasks of the view in the address, in whatever state they are. */
export function TaskList() {
  const { view } = useTaskView();
  const query = useTaskList(view);
  const { remove } = useDeleteTask();
  const now = useNow();
  const list = useRef<HTMLUListElement>(null);
  const focusNeighbour = useFocusNeighbour(list);
  const removeFromList = useCallback(
    (id: string) => {
      focusNeighbour();
      remove(id);
    },
    [focusNeighbour, remove],
  );

  if (query.isPending)
    return query.fetchStatus === "paused" ? (
      <p className="empty">Your tasks show when you are online.</p>
    ) : (
      <ListSkeleton />
    );
  if (!query.data) return <ErrorMessage message={describeError(query.error)} onRetry={() => void query.refetch()} />;
  const tasks = query.data;
  return (
    <>
      <TaskCount shown={tasks.length} complete={!query.hasNextPage} />
      {tasks.length === 0 && !query.hasNextPage && <EmptyList show={view.show} />}
      {tasks.length > 0 && (
        <ul ref={list} className="tasks card" aria-label="Tasks">
          {tasks.map((task) => (
            <TaskRow key={task.id} task={task} now={now} onRemove={removeFromList} />
          ))}
        </ul>
      )}
      <LoadMore query={query} />
    </>
  );
}
