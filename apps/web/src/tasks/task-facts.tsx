import type { Task } from "@typedo/api";
import { Link } from "wouter";
import { Icon } from "../ui/icon.js";
import { useMyTimeZone } from "../account/zones/use-my-time-zone.js";
import { dueLabel, isOverdue } from "./due-label.js";
import { Highlighted } from "./highlighted.js";
import { priorityNames } from "./priority-names.js";
import { excerptOf } from "./search-words.js";
import { viewHref } from "./task-address.js";
import { useTaskView } from "./use-task-view.js";

/** What is known of a task beside its title, on a line below it. */
export function TaskFacts({ task, now }: { readonly task: Task; readonly now: Date }) {
  const { view } = useTaskView();
  const zone = useMyTimeZone();
  const due = dueLabel(task, now, zone);
  const excerpt = excerptOf(task.notes ?? "", view.q);
  const overdue = isOverdue(task, now);
  if (due === undefined && task.priority === "none" && task.notes === null && task.labels.length === 0) return null;
  return (
    <ul className="facts" aria-label={`About ${task.title}`}>
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
            href={viewHref({ ...view, labels: [...new Set([...view.labels, label])] })}
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
