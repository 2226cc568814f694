import { useRef } from "react";
import { Icon } from "../ui/icon.js";
import { priorityNames } from "./priority-names.js";
import { countFilters, dues, toggled, withDue, withoutFilters, type FilterField, type TaskView } from "./task-view.js";
import { useTaskView } from "./use-task-view.js";

interface Chip {
  readonly key: string;
  readonly text: string;
  readonly without: TaskView;
}

/** The filters that hold, each with a way to take it off. */
export function FilterChips() {
  const { view, go } = useTaskView();
  const row = useRef<HTMLDivElement>(null);
  const chips = chipsOf(view);
  if (chips.length === 0) return null;

  function leave(next: TaskView, index: number) {
    // The button with the focus goes: the focus stays near it, or goes to where filters are chosen.
    const buttons = [...(row.current?.querySelectorAll("button") ?? [])];
    const isLast = countFilters(next) === 0;
    const neighbour = isLast ? document.querySelector(".filter-toggle") : (buttons[index + 1] ?? buttons[index - 1]);
    if (neighbour instanceof HTMLElement) neighbour.focus();
    go(next);
  }

  return (
    <div ref={row} className="filter-chips">
      <ul className="chips" aria-label="Filters that hold">
        {chips.map(({ key, text, without }, index) => (
          <li key={key} className="chip">
            <bdi>{text}</bdi>
            <button
              type="button"
              className="chip-remove"
              aria-label={`Remove filter ${text}`}
              onClick={() => leave(without, index)}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="link-button" onClick={() => leave(withoutFilters(view), chips.length)}>
        Clear all
      </button>
    </div>
  );
}

function chipsOf(view: TaskView): Chip[] {
  const { due, priorities, labels } = view;
  const chips: Record<FilterField, Chip[]> = {
    due:
      due === undefined
        ? []
        : [{ key: "due", text: due === "none" ? "No due date" : dues[due], without: withDue(view, undefined) }],
    priorities: priorities.map((priority) => ({
      key: `priority ${priority}`,
      text: priority === "none" ? "No priority" : `${priorityNames[priority]} priority`,
      without: { ...view, priorities: toggled(priorities, priority) },
    })),
    labels: labels.map((label) => ({
      key: `label ${label}`,
      text: label,
      without: { ...view, labels: toggled(labels, label) },
    })),
  };
  return Object.values(chips).flat();
}
