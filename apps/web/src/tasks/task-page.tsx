import { useCallback, useState } from "react";
import { Link, useLocation } from "wouter";
import { describeError } from "../api/describe-error.js";
import { ErrorMessage } from "../ui/error-message.js";
import { PageHeading } from "../ui/page-heading.js";
import { useNow } from "../ui/use-now.js";
import { ListSkeleton } from "./list-skeleton.js";
import { taskHref } from "./task-address.js";
import { TaskRow } from "./task-row.js";
import { useDeleteTask } from "./use-delete-task.js";
import { useTask } from "./use-task.js";

/** One task by itself, with its details open. */
export function TaskPage({ id }: { readonly id: string }) {
  const { task, isGone, query } = useTask(id);
  const [isBusy, setBusy] = useState(false);
  const { remove } = useDeleteTask();
  const [, navigate] = useLocation();
  const now = useNow();
  const parentId = task?.parentId ?? null;
  const removeAndLeave = useCallback(
    (removed: string) => {
      remove(removed);
      navigate(parentId === null ? "/" : taskHref(parentId));
    },
    [remove, navigate, parentId],
  );
  const noteBusy = useCallback((_id: string, busy: boolean) => setBusy(busy), []);

  return (
    <main id="main" className="page">
      <title>{`${task?.title ?? "Task"} · Typedo`}</title>
      <div className="page-head">
        <PageHeading>{parentId === null ? "Task" : "Subtask"}</PageHeading>
        <Link href="/">All tasks</Link>
      </div>
      {query.isPending && !isGone && query.fetchStatus === "paused" && (
        <p className="empty">This task shows when you are online.</p>
      )}
      {query.isFetching && !task && <ListSkeleton />}
      {query.isError && !task && !isGone && (
        <ErrorMessage message={describeError(query.error)} onRetry={() => void query.refetch()} />
      )}
      {isGone && !isBusy && (
        <div className="empty">
          <h2>This task is not here any more</h2>
          <p>
            It may be in the <Link href="/trash">trash</Link>.
          </p>
        </div>
      )}
      {/* What is typed stays on the page, although the task may have gone. */}
      {task && (isBusy || !isGone) && (
        <ul className="tasks card" aria-label="Task">
          <TaskRow task={task} now={now} q="" isOpened onRemove={removeAndLeave} onBusy={noteBusy} />
        </ul>
      )}
    </main>
  );
}
