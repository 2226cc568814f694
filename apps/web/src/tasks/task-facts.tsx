import type { Task } from "@typedo/api";
import { Icon } from "../ui/icon.js";
import { dueLabel, isOverdue, localTimeZone } from "./due-label.js";
import { priorityNames } from "./priority-names.js";

/** What is known of a task beside its title, on a line below it. */
export function TaskFacts({ task, now }: { readonly task: Task; readonly now: Date }) {
  const due = dueLabel(task, now, localTimeZone());
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
          Notes
        </li>
      )}
      {task.labels.map((label) => (
        <li key={label} className="chip">
          {label}
        </li>
      ))}
    </ul>
  );
}
