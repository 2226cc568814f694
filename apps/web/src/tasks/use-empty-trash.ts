import type { Task } from "@typedo/api";
import { useState } from "react";
import { trpc, type ApiClientError } from "../api/trpc.js";
import { useToasts } from "../ui/use-toasts.js";
import { newId } from "./new-id.js";
import { dropTask } from "./task-cache.js";
import { TRASH_VIEW, listInput } from "./task-view.js";
import { useTaskWrites } from "./use-task-writes.js";

/** As the API limits them: operations of a batch, and tasks of a page. */
const BATCH_SIZE = 500;
const PAGE_SIZE = 100;

/** Someone else at work in the trash makes a batch fail; then what is there now is looked at again. */
const MOST_FAILURES = 5;

interface Emptied {
  readonly deleted: number;
  /** Why it stopped, if not because the trash was empty. */
  readonly error?: ApiClientError;
}

/** Deletes all that is in the trash for good, batch after batch. */
export function useEmptyTrash() {
  const { utils, client, options, begin, settle } = useTaskWrites();
  const { dismissAbout } = useToasts();
  const [progress, setProgress] = useState<Pick<Emptied, "deleted">>();
  const batch = trpc.tasks.batch.useMutation({ ...options, onMutate: begin, onSettled: settle });

  /** Up to a batch of tasks that are in the trash now. */
  async function findTrashed(): Promise<Task[]> {
    const found: Task[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null && found.length + PAGE_SIZE <= BATCH_SIZE) {
      const input = { ...listInput(TRASH_VIEW), limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
      const page = await utils.client.tasks.list.query(input);
      found.push(...page.items);
      cursor = page.nextCursor;
    }
    return found;
  }

  async function deleteBatch(tasks: readonly Task[]): Promise<void> {
    await batch.mutateAsync({ operations: tasks.map(toDeletion), idempotencyKey: newId() });
    for (const { id } of tasks) dropTask(client, id);
    dismissAbout(tasks.map(({ id }) => id));
  }

  /** What was deleted until it stopped, is. */
  async function empty(): Promise<Emptied> {
    let [deleted, failures] = [0, 0];
    const step = async () => {
      const tasks = await findTrashed();
      if (tasks.length === 0) return "done";
      await deleteBatch(tasks);
      deleted += tasks.length;
      return "more";
    };
    for (;;) {
      setProgress({ deleted });
      const outcome = await step().catch((error: ApiClientError) => error);
      if (typeof outcome === "object" && isOutdated(outcome) && failures < MOST_FAILURES) failures += 1;
      else if (outcome !== "more") {
        setProgress(undefined);
        return { deleted, ...(outcome !== "done" && { error: outcome }) };
      }
    }
  }

  return { empty, progress };
}

/** Only as it was seen in the trash: not if it was brought back meanwhile. */
function toDeletion({ id, version }: Task) {
  return { operation: "delete" as const, id, permanent: true, ifVersion: version };
}

/** One of them was brought back or deleted elsewhere, and so none was deleted. */
function isOutdated(error: ApiClientError): boolean {
  return error.data?.code === "precondition_failed" || error.data?.code === "not_found";
}
