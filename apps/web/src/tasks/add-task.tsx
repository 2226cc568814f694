import { useEffect, useRef, useState, type SubmitEvent } from "react";
import { Icon } from "../ui/icon.js";
import { DueFields } from "./due-fields.js";
import { newId } from "./new-id.js";
import { changesBetween, emptyDraft } from "./task-draft.js";
import { useCreateTask } from "./use-create-task.js";
import { useTaskView } from "./use-task-view.js";
import { useShortcut } from "../ui/use-shortcut.js";
import { useToasts } from "../ui/use-toasts.js";

/** Always there: a title, Enter, and it is in the list. A date and a priority if wanted. */
export function AddTask() {
  const { create } = useCreateTask();
  const { view } = useTaskView();
  const { show } = useToasts();
  const [draft, setDraft] = useState(emptyDraft);
  const [expanded, setExpanded] = useState(false);
  const [isEmptyRefused, setEmptyRefused] = useState(false);
  const title = useRef<HTMLInputElement>(null);

  useShortcut("n", () => title.current?.focus());

  useEffect(() => {
    if (draft.title !== "") setEmptyRefused(false);
  }, [draft.title]);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    title.current?.focus();
    const trimmed = draft.title.trim();
    if (trimmed === "") {
      setEmptyRefused(true);
      return;
    }
    create({ ...changesBetween(emptyDraft, draft), title: trimmed, id: newId() });
    // Among the completed ones it is not seen, and would seem lost.
    if (view.show === "completed") show({ message: `“${trimmed}” is added to your open tasks` });
    setDraft(emptyDraft);
  }

  return (
    <form className="add-task card" aria-label="Add a task" onSubmit={submit} noValidate>
      <div className="add-task-line">
        <input
          ref={title}
          type="text"
          className="add-task-title"
          aria-label="New task"
          aria-invalid={isEmptyRefused}
          aria-describedby={isEmptyRefused ? "add-task-error" : undefined}
          placeholder="What needs to be done?"
          maxLength={500}
          autoComplete="off"
          enterKeyHint="done"
          value={draft.title}
          onChange={(event) => setDraft({ ...draft, title: event.target.value })}
        />
        <button
          type="button"
          className="icon-button"
          aria-label="Due date and priority"
          title="Due date and priority"
          aria-expanded={expanded}
          onClick={() => setExpanded(!expanded)}
        >
          <Icon name="calendar" />
        </button>
        <button type="submit" className="button button-primary">
          <Icon name="plus" />
          <span className="add-task-word">Add</span>
        </button>
      </div>
      {isEmptyRefused && (
        <p id="add-task-error" className="field-error" role="alert">
          A task needs a title.
        </p>
      )}
      {expanded && <DueFields draft={draft} onChange={setDraft} error={null} />}
    </form>
  );
}
