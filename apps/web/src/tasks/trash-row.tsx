import { memo } from "react";
import type { Task } from "@typedo/api";
import { Icon } from "../ui/icon.js";

interface Props {
  readonly task: Task;
  readonly onRestore: (task: Task) => void;
  readonly onDestroy: (task: Task) => void;
}

export const TrashRow = memo(function TrashRow({ task, onRestore, onDestroy }: Props) {
  return (
    <li className="task">
      <div className="task-line trash-line">
        <div className="task-body">
          <p className="trash-title" dir="auto">
            {task.title}
          </p>
          {task.deletedAt && (
            <p className="facts">
              <span className="fact">
                {task.completed ? "Completed. " : ""}Deleted on{" "}
                <time dateTime={task.deletedAt.toISOString()}>
                  {task.deletedAt.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })}
                </time>
              </span>
            </p>
          )}
        </div>
        <button
          type="button"
          className="icon-button"
          aria-label={`Restore ${task.title}`}
          title="Restore"
          onClick={() => onRestore(task)}
        >
          <Icon name="restore" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={`Delete ${task.title} for good`}
          title="Delete for good"
          onClick={() => onDestroy(task)}
        >
          <Icon name="trash" />
        </button>
      </div>
    </li>
  );
});
