import type { Task } from "@typedo/api";
import { useEffect, useRef } from "react";
import { describeError } from "../api/describe-error.js";
import { trpc, type ApiClientError, type ApiInputs } from "../api/trpc.js";
import { useToasts } from "../ui/use-toasts.js";
import { newId } from "./new-id.js";
import { checkStep, noteStep } from "./own-steps.js";
import { dropTask, findTask, putTask } from "./task-cache.js";
import { expectChanges, oppositeChanges, type TaskChanges } from "./task-changes.js";
import { useTaskWrites } from "./use-task-writes.js";

/** What became of a change: the task as it is stored now, or why it is not. */
export type Written = { readonly task: Task; readonly error?: never } | { readonly error: ApiClientError };

/** Changes a task; the change is shown at once, and taken back if the server says no. */
export function useUpdateTask(id: string) {
  const { client, options, begin, settle, isLast } = useTaskWrites();
  const { show } = useToasts();
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);

  /** With a version it was typed, and is told where that was done; but a title's field goes with its task. */
  function isToldAtField({ ifVersion, title }: ApiInputs["tasks"]["update"], code?: string) {
    return ifVersion !== undefined && isShown.current && !(code === "not_found" && title !== undefined);
  }

  const update = trpc.tasks.update.useMutation({
    ...options,
    onMutate: async (changes) => {
      await begin();
      const before = findTask(client, id);
      if (before) {
        noteStep(client, id, before.version);
        putTask(client, expectChanges(before, changes, new Date()));
      }
      return { before };
    },
    onSuccess: (task, changes, { before }) => {
      if (before) checkStep(client, before, changes, task);
      if (isLast()) putTask(client, task);
    },
    onError: (error, changes, context) => {
      const before = context?.before;
      const code = error.data?.code;
      if (before) checkStep(client, before, changes, undefined);
      if (code === "not_found") dropTask(client, id);
      else if (before) putTask(client, undo(findTask(client, id) ?? before));
      // Who said which version is meant, asks the user what to do.
      if (code === "precondition_failed" || isToldAtField(changes, code)) return;
      show({
        tone: "error",
        message: `“${before?.title ?? "The task"}” was not changed. ${describeError(error)}`,
        // What was typed is where it was typed, to be sent again from there.
        about: id,
        ...(changes.ifVersion === undefined &&
          code !== "not_found" && { action: { label: "Try again", run: () => update.mutate(changes) } }),
      });

      // Only what this very call changed: another one may be on its way.
      function undo(now: NonNullable<typeof before>) {
        const task = before ?? now;
        return { ...expectChanges(now, oppositeChanges(task, changes), task.updatedAt), version: task.version };
      }
    },
    onSettled: settle,
  });

  return {
    /** With a version, only a task of that version is changed. */
    save: async (changes: TaskChanges, ifVersion?: number): Promise<Written> =>
      update
        .mutateAsync({ ...changes, id, idempotencyKey: newId(), ...(ifVersion !== undefined && { ifVersion }) })
        .then(
          (task) => ({ task }),
          (error: ApiClientError) => ({ error }),
        ),
  };
}
