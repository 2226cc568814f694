import type { Task } from "@typedo/api";
import { Icon } from "../ui/icon.js";
import { TaskLink } from "./task-link.js";
import type { TaskView } from "./task-view.js";
import { useCompleteTask } from "./use-complete-task.js";
import { useUpdateTask } from "./use-update-task.js";

interface Props {
  readonly part: Task;
  /** The view that it is shown in. */
  readonly view: TaskView;
}

/** A part of a task; its title leads to its own page. */
export function PartRow({ part, view }: Props) {
  const { save } = useUpdateTask(part.id);
  const { completed, complete } = useCompleteTask(part, view, save);
  return (
    <li className={completed ? "part part-done" : "part"}>
      <span className="task-check">
        <input
          type="checkbox"
          aria-label={`Completed: ${part.title}`}
          checked={completed}
          onChange={(event) => complete(event.target.checked)}
        />
      </span>
      <TaskLink className="part-title" id={part.id}>
        <span>{part.title}</span>
        <Icon name="chevron" />
      </TaskLink>
    </li>
  );
}
