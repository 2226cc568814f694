import type { Task } from "@typedo/api";
import { newId } from "./new-id.js";
import { newTasks } from "./new-task.js";
import { positionBehind, positionFarBehind } from "./part-position.js";
import { expectTask } from "./task-changes.js";
import { partsView } from "./task-view.js";
import { useCreateTask } from "./use-create-task.js";

interface KnownParts {
  readonly parts: readonly Task[];
  /** The task has no others. */
  readonly areAll: boolean;
}

/** Adds a part to a task, behind those that it has. Gives where it will be, as far as one can know here. */
export function useCreatePart(parent: string, { parts, areAll }: KnownParts) {
  const { create, userId } = useCreateTask();

  function createPart(title: string) {
    // One that is on its way may not be shown yet.
    const sent = newTasks.all(userId).map(({ input }) => expectTask(input, new Date()));
    const known = [...parts, ...sent.filter((task) => task.parentId === parent)];
    const position = areAll ? positionBehind(known) : positionFarBehind(known, new Date());
    return create({ id: newId(), title, parentId: parent, position }, partsView(parent));
  }

  return { createPart };
}
