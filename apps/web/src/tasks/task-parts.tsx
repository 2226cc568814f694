import { useMemo, type KeyboardEvent, type RefObject } from "react";
import type { Task } from "@typedo/api";
import { describeError } from "../api/describe-error.js";
import { ErrorMessage } from "../ui/error-message.js";
import { useKeptFocus } from "../ui/use-kept-focus.js";
import { AddPart } from "./add-part.js";
import { LoadMore } from "./load-more.js";
import { PartRow } from "./part-row.js";
import { partsView } from "./task-view.js";
import { useTaskList } from "./use-task-list.js";

const NONE = [] as const;

interface Props {
  readonly ref: RefObject<HTMLElement | null>;
  readonly task: Task;
  readonly onLeave: () => void;
}

/** The parts of a task. What is done to them is stored at once, and waits for no form. */
export function TaskParts({ ref, task, onLeave }: Props) {
  const view = useMemo(() => partsView(task.id), [task.id]);
  const query = useTaskList(view);
  const parts = query.data?.tasks ?? NONE;
  useKeptFocus(ref, () => ref.current?.querySelector("input[type=text]"));

  function handleKey(event: KeyboardEvent) {
    if (event.key === "Escape" && !event.nativeEvent.isComposing) onLeave();
  }

  return (
    <section ref={ref} className="parts" aria-label={`Subtasks of ${task.title}`} onKeyDown={handleKey}>
      <div className="parts-head">
        <h2>Subtasks</h2>
        <p className="field-hint" role="status">
          {stateOf(query)}
        </p>
      </div>
      {query.isError && !query.data && (
        <ErrorMessage message={describeError(query.error)} onRetry={() => void query.refetch()} />
      )}
      {parts.length > 0 && (
        <ul>
          {parts.map((part) => (
            <PartRow key={part.id} part={part} view={view} />
          ))}
        </ul>
      )}
      <LoadMore query={query} />
      <AddPart parent={task.id} parts={parts} areAll={query.isSuccess && !query.hasNextPage} />
    </section>
  );
}

/** "2 of 5 completed", once all of them are there; or why they are not. */
function stateOf({ data, isPending, fetchStatus, hasNextPage }: ReturnType<typeof useTaskList>): string | undefined {
  if (isPending) return fetchStatus === "paused" ? "They show when you are online." : "Loading…";
  if (!data || hasNextPage || data.tasks.length === 0) return undefined;
  return `${data.tasks.filter(({ completed }) => completed).length} of ${data.tasks.length} completed`;
}
