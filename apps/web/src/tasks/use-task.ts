import { useQueryClient } from "@tanstack/react-query";
import { trpc } from "../api/trpc.js";
import { newTasks } from "./new-task.js";
import { findTask } from "./task-cache.js";
import { useUnsaved } from "./unsaved.js";

/** One task; as a list has it, until the server has told. It is gone where it is in the trash, or was never there. */
export function useTask(id: string) {
  const client = useQueryClient();
  // The server does not know it yet.
  const isOnItsWay = useUnsaved(newTasks, id).kept !== undefined;
  const query = trpc.tasks.get.useQuery(
    { id },
    { meta: { taskId: id }, enabled: !isOnItsWay, initialData: () => findTask(client, id), initialDataUpdatedAt: 0 },
  );
  const { data: task, error } = query;
  const code = error?.data?.code;
  // What is no id is refused as such.
  const isGone = code === "not_found" || code === "validation_failed" || (task?.deletedAt ?? null) !== null;
  return { task, isGone, query };
}
