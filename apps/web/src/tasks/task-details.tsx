import { useRef } from "react";
import type { Task } from "@typedo/api";
import { PartOf } from "./part-of.js";
import { TaskEditor } from "./task-editor.js";
import { TaskParts } from "./task-parts.js";
import type { SaveEdit } from "./use-task-edit.js";

interface Props {
  readonly id: string;
  readonly task: Task;
  readonly save: SaveEdit;
  readonly takesFocus: boolean;
  readonly onExpanded: (expanded: boolean) => void;
}

/** What a task belongs to, everything of it but its title, and its parts. */
export function TaskDetails({ id, task, save, takesFocus, onExpanded }: Props) {
  const parts = useRef<HTMLElement>(null);

  /** One who is at its parts when the rest is stored stays there. */
  function handleExpanded(expanded: boolean) {
    if (expanded || !parts.current?.contains(document.activeElement)) onExpanded(expanded);
  }

  return (
    <div id={id} className="task-details">
      {task.parentId !== null && <PartOf parent={task.parentId} />}
      <TaskEditor task={task} save={save} takesFocus={takesFocus} onExpanded={handleExpanded} />
      <TaskParts ref={parts} task={task} onLeave={() => onExpanded(false)} />
    </div>
  );
}
