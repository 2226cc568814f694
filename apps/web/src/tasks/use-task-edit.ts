import { useQueryClient } from "@tanstack/react-query";
import type { Task } from "@typedo/api";
import { useState } from "react";
import { trpc, type ApiClientError } from "../api/trpc.js";
import { followSteps } from "./own-steps.js";
import { putTask } from "./task-cache.js";
import { findConflict, mergeDrafts, type TaskConflict } from "./task-conflict.js";
import { changesBetween, draftOf, type TaskDraft } from "./task-draft.js";
import type { useUpdateTask, Written } from "./use-update-task.js";

export type ConflictChoice = "mine" | "theirs" | "editing";

/**
 * What became of an edit: the task as it is now, and what it is to be, which is the same unless the user goes on editing;
 * or why the server refused.
 */
export type EditOutcome =
  | { readonly base: Task; readonly draft: TaskDraft; readonly error?: never }
  | { readonly error: ApiClientError };

export type SaveEdit = (base: Task, draft: TaskDraft) => Promise<EditOutcome>;

interface Question {
  readonly conflict: TaskConflict;
  readonly answer: (choice: ConflictChoice) => void;
}

/**
 * Saves what was typed over the version that one saw, and no other. Where the task has changed elsewhere meanwhile, what
 * does not touch the same fields is put together, and for the rest the user is asked.
 */
export function useTaskEdit(id: string, update: ReturnType<typeof useUpdateTask>["save"]) {
  const utils = trpc.useUtils();
  const client = useQueryClient();
  const [question, setQuestion] = useState<Question>();
  const [isSaving, setSaving] = useState(false);

  async function ask(conflict: TaskConflict): Promise<ConflictChoice> {
    const choice = await new Promise<ConflictChoice>((answer) => setQuestion({ conflict, answer }));
    setQuestion(undefined);
    return choice;
  }

  const save: SaveEdit = async (base, draft) => {
    setSaving(true);
    return saveOver(base, draft).finally(() => setSaving(false));
  };

  const saveOver: SaveEdit = async (base, draft) => {
    let [seen, wanted] = [base, draft];
    for (;;) {
      const changes = changesBetween(draftOf(seen), wanted);
      if (Object.keys(changes).length === 0) return untouched(seen);
      const written = await update(changes, followSteps(client, id, seen.version));
      if (!written.error) return untouched(written.task);
      if (written.error.data?.code !== "precondition_failed") return written;

      const now = await fetchTask();
      if (now.error) return now;
      const [before, theirs] = [draftOf(seen), draftOf(now.task)];
      const conflict = findConflict(before, wanted, theirs);
      wanted = mergeDrafts(before, wanted, theirs);
      seen = now.task;
      const choice = conflict ? await ask(conflict) : "mine";
      if (choice === "theirs") return untouched(seen);
      if (choice === "editing") return { base: seen, draft: wanted };
    }
  };

  async function fetchTask(): Promise<Written> {
    return utils.client.tasks.get.query({ id }).then(
      (task) => {
        putTask(client, task);
        return { task };
      },
      (error: ApiClientError) => ({ error }),
    );
  }

  return { save, question, isSaving };
}

/** Nothing of it is still to be changed. */
function untouched(task: Task): EditOutcome {
  return { base: task, draft: draftOf(task) };
}
