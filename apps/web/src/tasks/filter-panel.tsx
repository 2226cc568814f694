import { Choice } from "../ui/choice.js";
import { isPriority, priorityNames } from "./priority-names.js";
import { useSeenLabels } from "./seen-labels.js";
import { dueKeys, dues, toggled, withDue } from "./task-view.js";
import { useTaskView } from "./use-task-view.js";

const priorities = Object.keys(priorityNames).filter(isPriority).toReversed();

/** Everything one can filter by. Each choice counts at once; the way back is Back. */
export function FilterPanel({ id }: { readonly id: string }) {
  const { view, go } = useTaskView();
  const seen = useSeenLabels();
  const labels = [...new Set([...view.labels, ...seen])];
  return (
    <div id={id} className="filters card" role="group" aria-label="Filters">
      <fieldset className="choices">
        <legend>Due</legend>
        <Choice type="radio" name="due" checked={view.due === undefined} onChange={() => go(withDue(view, undefined))}>
          Any time
        </Choice>
        {dueKeys.map((due) => (
          <Choice key={due} type="radio" name="due" checked={view.due === due} onChange={() => go(withDue(view, due))}>
            {dues[due]}
          </Choice>
        ))}
      </fieldset>
      <fieldset className="choices">
        <legend>Priority</legend>
        {priorities.map((priority) => (
          <Choice
            key={priority}
            type="checkbox"
            checked={view.priorities.includes(priority)}
            onChange={() => go({ ...view, priorities: toggled(view.priorities, priority) })}
          >
            {priorityNames[priority]}
          </Choice>
        ))}
      </fieldset>
      <fieldset className="choices">
        <legend>Labels</legend>
        {labels.length === 0 && <p className="field-hint">Labels of your tasks are offered here.</p>}
        {labels.map((label) => (
          <Choice
            key={label}
            type="checkbox"
            checked={view.labels.includes(label)}
            onChange={() => go({ ...view, labels: toggled(view.labels, label) })}
          >
            <bdi>{label}</bdi>
          </Choice>
        ))}
      </fieldset>
    </div>
  );
}
