import type { Task } from "@typedo/api";
import { useState } from "react";
import { useToasts } from "../ui/use-toasts.js";
import type { TaskView } from "./task-view.js";
import { isOfView } from "./view-match.js";
import type { useUpdateTask } from "./use-update-task.js";

/** Ticks a task off, or on again. Where that takes it out of the view it is shown in, the way back is offered. */
export function useCompleteTask(task: Task, view: TaskView, save: ReturnType<typeof useUpdateTask>["save"]) {
  const { show, dismiss } = useToasts();
  // The cache follows a moment later, and until then React would put the tick back.
  const [ticked, setTicked] = useState<boolean>();

  async function complete(completed: boolean): Promise<void> {
    setTicked(completed);
    const leaves = !isOfView({ ...task, completed }, view);
    const toast = leaves
      ? show({
          message: completed ? `“${task.title}” completed` : `“${task.title}” is open again`,
          action: { label: "Undo", run: () => void save({ completed: !completed }) },
          about: task.id,
        })
      : undefined;
    const { error } = await save({ completed });
    setTicked((latest) => (latest === completed ? undefined : latest));
    if (error && toast !== undefined) dismiss(toast);
  }

  return { completed: ticked ?? task.completed, complete: (completed: boolean) => void complete(completed) };
}
