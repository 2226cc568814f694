import { memo, useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import type { Task } from "@typedo/api";
import { Icon } from "../ui/icon.js";
import { ConflictDialog } from "./conflict-dialog.js";
import { newPartDrafts } from "./new-task.js";
import { TaskDetails } from "./task-details.js";
import { TaskFacts } from "./task-facts.js";
import { TaskTitle } from "./task-title.js";
import { taskEdits } from "./task-edit.js";
import { titleEdits } from "./title-edit.js";
import { useUnsavedState } from "./unsaved.js";
import { useCompleteTask } from "./use-complete-task.js";
import { useTaskEdit } from "./use-task-edit.js";
import { useTaskView } from "./use-task-view.js";
import { useUpdateTask } from "./use-update-task.js";

interface Props {
  readonly task: Task;
  readonly now: Date;
  /** What was searched for, to be marked. */
  readonly q: string;
  /** Its details are open from the beginning. */
  readonly isOpened?: boolean;
  readonly onRemove: (id: string) => void;
  /** Is told when the row may not go, since something is typed in it, and when it may. */
  readonly onBusy: (id: string, busy: boolean) => void;
}

/** Drawn anew only if something of this task changes: a list may be long. */
export const TaskRow = memo(function TaskRow({ task, now, q, isOpened = false, onRemove, onBusy }: Props) {
  const { save } = useUpdateTask(task.id);
  const edit = useTaskEdit(task.id, save);
  const { view } = useTaskView();
  const { completed, complete } = useCompleteTask(task, view, save);
  const hasTitleEdit = useUnsavedState(titleEdits, task.id, isThere);
  const hasFieldEdit = useUnsavedState(taskEdits, task.id, isThere);
  const hasNewPart = useUnsavedState(newPartDrafts, task.id, isThere);
  const hasEdit = hasFieldEdit || hasNewPart;
  const [hadEdit, setHadEdit] = useState(hasEdit);
  const [editingTitle, setEditingTitle] = useState(hasTitleEdit);
  const [expanded, setExpanded] = useState(hasEdit || isOpened);
  // Else it was opened by itself, and the focus is elsewhere.
  const [takesFocus, setTakesFocus] = useState(false);
  const toggle = useRef<HTMLButtonElement>(null);
  const detailsId = useId();

  const busy = editingTitle || expanded || edit.isSaving;
  useEffect(() => {
    if (!busy) return undefined;
    onBusy(task.id, true);
    return () => onBusy(task.id, false);
  }, [busy, onBusy, task.id]);

  // What was given up is there again.
  if (hasEdit !== hadEdit) {
    setHadEdit(hasEdit);
    if (hasEdit) setExpanded(true);
  }

  function handleExpanded(isExpanded: boolean) {
    setExpanded(isExpanded);
    setTakesFocus(false);
    if (isExpanded) return;
    // One who has gone on elsewhere while it was stored stays there.
    const details = document.getElementById(detailsId);
    const { activeElement, body } = document;
    if (details && (activeElement === body || details.contains(activeElement))) toggle.current?.focus();
  }

  function handleKey(event: KeyboardEvent) {
    if (event.key === "F2") setEditingTitle(true);
  }

  return (
    <li className={completed ? "task task-done" : "task"} onKeyDown={handleKey}>
      <div className="task-line">
        <span className="task-check">
          <input
            type="checkbox"
            aria-label={`Completed: ${task.title}`}
            checked={completed}
            onChange={(event) => complete(event.target.checked)}
          />
        </span>
        <div className="task-body">
          <TaskTitle task={task} save={edit.save} q={q} editing={editingTitle} onEditing={setEditingTitle} />
          <TaskFacts task={task} now={now} isOpened={expanded} />
          {hasEdit && !expanded && (
            <p className="facts">
              <span className="fact">Its details are not saved yet</span>
            </p>
          )}
        </div>
        <button
          ref={toggle}
          type="button"
          className="icon-button task-toggle"
          aria-label={`Details of ${task.title}`}
          aria-expanded={expanded}
          aria-controls={expanded ? detailsId : undefined}
          onClick={() => {
            setExpanded(!expanded);
            setTakesFocus(!expanded);
          }}
        >
          <Icon name="chevron" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={`Delete ${task.title}`}
          onClick={() => onRemove(task.id)}
        >
          <Icon name="trash" />
        </button>
      </div>
      {expanded && (
        <TaskDetails id={detailsId} task={task} save={edit.save} takesFocus={takesFocus} onExpanded={handleExpanded} />
      )}
      {edit.question && <ConflictDialog conflict={edit.question.conflict} onChoose={edit.question.answer} />}
    </li>
  );
});

function isThere(kept: object | undefined): boolean {
  return kept !== undefined;
}
