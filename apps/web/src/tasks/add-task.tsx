import { useEffect, useRef, useState, type SubmitEvent } from "react";
import { describeError, faultsAt } from "../api/describe-error.js";
import type { ApiClientError } from "../api/trpc.js";
import { Icon } from "../ui/icon.js";
import { DueFields } from "./due-fields.js";
import { pointerTo } from "./field-pointer.js";
import { newId } from "./new-id.js";
import { NEW_TASK, newTaskDrafts } from "./new-task.js";
import { changesBetween, emptyDraft, type TaskDraft } from "./task-draft.js";
import { MOST_TITLE, tooLong } from "./text-limits.js";
import { useUnsaved } from "./unsaved.js";
import { DEFAULT_VIEW } from "./task-view.js";
import { useCreateTask } from "./use-create-task.js";
import { useTaskView } from "./use-task-view.js";
import { useShortcut } from "../ui/use-shortcut.js";
import { useToasts } from "../ui/use-toasts.js";

const atDueFields = [pointerTo("dueDate"), pointerTo("dueTime"), pointerTo("timeZone"), pointerTo("priority")];

const places = { further: "further down in this list", elsewhere: "but is not among the tasks shown here" } as const;

/** Always there: a title, Enter, and it is in the list. A date and a priority if wanted. */
export function AddTask() {
  const { create } = useCreateTask();
  const { view, go } = useTaskView();
  const { show } = useToasts();
  const { kept, keep, forget } = useUnsaved(newTaskDrafts, NEW_TASK);
  const { draft, error = null } = kept ?? { draft: emptyDraft };
  const [isOpened, setOpened] = useState(draft.dueDate !== "" || draft.priority !== "none");
  const [isEmptyRefused, setEmptyRefused] = useState(false);
  const title = useRef<HTMLInputElement>(null);
  const expanded = isOpened || isDueRefused(error);
  const excess = tooLong(draft.title.trim(), MOST_TITLE);
  const refusal = isEmptyRefused ? "A task needs a title." : (excess ?? refusalOf(error));

  useShortcut("n", () => title.current?.focus());

  useEffect(() => {
    if (draft.title !== "") setEmptyRefused(false);
  }, [draft.title]);

  function change(changed: TaskDraft) {
    if (JSON.stringify(changed) === JSON.stringify(emptyDraft)) forget();
    else keep({ draft: changed });
  }

  function submit(event: SubmitEvent) {
    event.preventDefault();
    title.current?.focus();
    const trimmed = draft.title.trim();
    if (trimmed === "") {
      setEmptyRefused(true);
      return;
    }
    if (excess !== undefined) return;
    const place = create({ ...changesBetween(emptyDraft, draft), title: trimmed, id: newId() }, view);
    forget();
    // It is not seen, and would seem lost.
    if (place === undefined || place === "here") return;
    show({
      message: `“${trimmed}” is added, ${places[place]}`,
      action: { label: "Show it", run: () => go(DEFAULT_VIEW) },
    });
  }

  return (
    <form className="add-task card" aria-label="Add a task" onSubmit={submit}>
      <div className="add-task-line">
        <input
          ref={title}
          type="text"
          dir="auto"
          className="add-task-title"
          aria-label="New task"
          aria-invalid={refusal !== undefined}
          aria-describedby={refusal === undefined ? undefined : "add-task-error"}
          placeholder="What needs to be done?"
          autoComplete="off"
          enterKeyHint="done"
          value={draft.title}
          onChange={(event) => change({ ...draft, title: event.target.value })}
        />
        <button
          type="button"
          className="icon-button"
          aria-label="Due date and priority"
          title="Due date and priority"
          aria-expanded={expanded}
          // A date that is half typed would go with its field.
          onClick={({ currentTarget }) => setOpened(!expanded || currentTarget.form?.reportValidity() === false)}
        >
          <Icon name="calendar" />
        </button>
        <button type="submit" className="button button-primary">
          <Icon name="plus" />
          <span className="add-task-word">Add</span>
        </button>
      </div>
      {refusal !== undefined && (
        <p id="add-task-error" className="field-error" role="alert">
          {refusal}
        </p>
      )}
      {expanded && <DueFields draft={draft} onChange={change} error={error} />}
    </form>
  );
}

/** What is told of a refusal at the title: all that is not told at another field. */
function refusalOf(error: ApiClientError | null): string | undefined {
  if (!error) return undefined;
  return faultsAt(error, [pointerTo("title")]) ?? (isDueRefused(error) ? undefined : describeError(error));
}

function isDueRefused(error: ApiClientError | null): boolean {
  return faultsAt(error, atDueFields) !== undefined;
}
