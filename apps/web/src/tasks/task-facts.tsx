import type { Task } from "@typedo/api";
import type { MouseEvent } from "react";
import { Link } from "wouter";
import { Icon } from "../ui/icon.js";
import { useMyTimeZone } from "../account/zones/use-my-time-zone.js";
import { dueLabel, isOverdue } from "./due-label.js";
import { Highlighted } from "./highlighted.js";
import { priorityNames } from "./priority-names.js";
import { excerptOf } from "./search-words.js";
import { viewHref } from "./task-address.js";
import type { TaskView } from "./task-view.js";
import { useTaskView } from "./use-task-view.js";

interface Props {
  readonly task: Task;
  readonly now: Date;
  /** Its details are shown, which tell of what it is a part. */
  readonly isOpened: boolean;
}

/** What is known of a task beside its title, on a line below it. */
export function TaskFacts({ task, now, isOpened }: Props) {
  const { view, go } = useTaskView();
  const zone = useMyTimeZone();
  const due = dueLabel(task, now, zone);
  const excerpt = excerptOf(task.notes ?? "", view.q);
  const overdue = isOverdue(task, now);

  /** To where the list begins; after the step, so that the way back leads to where one was. */
  function narrow(event: MouseEvent, label: string) {
    event.preventDefault();
    go(withLabelled(view, label));
    window.scrollTo(0, 0);
  }

  const isMarked = task.parentId !== null && !isOpened;
  const isPlain = !isMarked && task.priority === "none" && task.notes === null && task.labels.length === 0;
  if (isPlain && due === undefined) return null;
  return (
    <ul className="facts" aria-label={`About ${task.title}`}>
      {isMarked && (
        <li className="fact">
          <Icon name="part" />
          Subtask
        </li>
      )}
      {due !== undefined && (
        <li className={overdue ? "fact fact-overdue" : "fact"}>
          <Icon name="calendar" />
          {overdue ? `Overdue: ${due}` : due}
        </li>
      )}
      {task.priority !== "none" && (
        <li className={`fact fact-${task.priority}`}>
          <Icon name="flag" />
          {priorityNames[task.priority]}
          <span className="visually-hidden"> priority</span>
        </li>
      )}
      {task.notes !== null && (
        <li className="fact">
          <Icon name="note" />
          {excerpt === undefined ? (
            "Notes"
          ) : (
            <bdi>
              <Highlighted text={excerpt} q={view.q} />
            </bdi>
          )}
        </li>
      )}
      {task.labels.map((label) => (
        <li key={label}>
          <Link
            className="chip"
            href={viewHref(withLabelled(view, label))}
            onClick={(event) => narrow(event, label)}
            aria-label={`Only tasks labelled ${label}`}
            title={`Only tasks labelled ${label}`}
          >
            <bdi>{label}</bdi>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function withLabelled(view: TaskView, label: string): TaskView {
  return { ...view, labels: [...new Set([...view.labels, label])] };
}
