import type { Task } from "@typedo/api";
import { useCallback, useRef, useState } from "react";
import { describeError } from "../api/describe-error.js";
import { ConfirmDialog } from "../ui/confirm-dialog.js";
import { ErrorMessage } from "../ui/error-message.js";
import { Icon } from "../ui/icon.js";
import { EmptyTrash } from "./empty-trash.js";
import { ListSkeleton } from "./list-skeleton.js";
import { LoadMore } from "./load-more.js";
import { TaskCount } from "./task-count.js";
import { TRASH_VIEW } from "./task-view.js";
import { TrashRow } from "./trash-row.js";
import { useDestroyTask } from "./use-destroy-task.js";
import { useFocusNeighbour } from "./use-focus-neighbour.js";
import { useRestoreTask } from "./use-restore-task.js";
import { useTaskCount } from "./use-task-count.js";
import { useTaskList } from "./use-task-list.js";

/** The tasks in the trash, what was deleted last first. */
export function TrashList() {
  const query = useTaskList(TRASH_VIEW);
  const tasks = query.data?.tasks ?? [];
  const count = useTaskCount(TRASH_VIEW, query);
  const { restore } = useRestoreTask();
  const { destroy } = useDestroyTask();
  const [doomed, setDoomed] = useState<Task>();
  const list = useRef<HTMLUListElement>(null);
  const focusNeighbour = useFocusNeighbour(list);
  const restoreFromList = useCallback(
    (task: Task) => {
      focusNeighbour();
      restore(task);
    },
    [focusNeighbour, restore],
  );

  if (query.isPending) {
    return query.fetchStatus === "paused" ? (
      <p className="empty">What is in the trash shows when you are online.</p>
    ) : (
      <ListSkeleton />
    );
  }
  if (query.isError && !query.data)
    return <ErrorMessage message={describeError(query.error)} onRetry={() => void query.refetch()} />;
  return (
    <>
      <div className="toolbar-line">
        <TaskCount count={count} />
        <EmptyTrash count={count} />
      </div>
      {tasks.length === 0 && !query.hasNextPage && (
        <div className="empty">
          <span className="empty-mark">
            <Icon name="trash" />
          </span>
          <h2>The trash is empty</h2>
          <p>Tasks that you delete are kept here, until you delete them for good.</p>
        </div>
      )}
      {tasks.length > 0 && (
        <ul ref={list} className="tasks card" aria-label="Tasks in the trash">
          {tasks.map((task) => (
            <TrashRow key={task.id} task={task} onRestore={restoreFromList} onDestroy={setDoomed} />
          ))}
        </ul>
      )}
      <LoadMore query={query} />
      {doomed && (
        <ConfirmDialog
          title={`Delete “${doomed.title}” for good?`}
          text="This can't be undone."
          action="Delete for good"
          onConfirm={() => {
            setDoomed(undefined);
            focusNeighbour();
            destroy(doomed);
          }}
          onCancel={() => setDoomed(undefined)}
        />
      )}
    </>
  );
}
