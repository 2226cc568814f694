import { useQueryClient } from "@tanstack/react-query";
import type { Task } from "@typedo/api";
import { useState } from "react";
import { trpc, type ApiClientError } from "../api/trpc.js";
import { followSteps } from "./own-steps.js";
import { putTask } from "./task-cache.js";
import { findConflict, mergeDrafts, type TaskConflict } from "./task-conflict.js";
import { changesBetween, draftOf, type TaskDraft } from "./task-draft.js";
import type { useUpdateTask } from "./use-update-task.js";

export type ConflictChoice = "mine" | "theirs" | "editing";

/** What became of an edit. `editing`: the user goes on, from the task as it is now, with all that was typed. */
export type EditOutcome =
  | { readonly kind: "saved" | "theirs" }
  | { readonly kind: "refused"; readonly error: ApiClientError }
  | { readonly kind: "editing"; readonly base: Task; readonly draft: TaskDraft };

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
      if (Object.keys(changes).length === 0) return { kind: "saved" };
      const error = await update(changes, followSteps(client, id, seen.version));
      if (!error) return { kind: "saved" };
      if (error.data?.code !== "precondition_failed") return { kind: "refused", error };

      const now = await fetchTask();
      if ("error" in now) return { kind: "refused", error: now.error };
      const [before, theirs] = [draftOf(seen), draftOf(now.task)];
      const conflict = findConflict(before, wanted, theirs);
      wanted = mergeDrafts(before, wanted, theirs);
      seen = now.task;
      const choice = conflict ? await ask(conflict) : "mine";
      if (choice === "theirs") return { kind: "theirs" };
      if (choice === "editing") return { kind: "editing", base: seen, draft: wanted };
    }
  };

  async function fetchTask(): Promise<{ readonly task: Task } | { readonly error: ApiClientError }> {
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
