import { Icon } from "../ui/icon.js";
import { hasWord } from "./search-words.js";
import { countFilters, withoutFilters, type Show } from "./task-view.js";
import { useTaskView } from "./use-task-view.js";

const words = {
  all: ["Nothing to do yet", "Type a task into the field above and press Enter."],
  open: ["All done", "No task is open. Enjoy the calm, or add another one."],
  completed: ["Nothing completed yet", "Tasks that you tick off are kept here."],
} as const satisfies Record<Show, readonly [string, string]>;

/** Says that there is nothing, and why: there are no tasks, or none that is asked for. */
export function EmptyList() {
  const { view, go } = useTaskView();
  const isNarrowed = hasWord(view.q) || countFilters(view) > 0;
  if (!isNarrowed) {
    const [title, text] = words[view.show];
    return (
      <div className="empty">
        <span className="empty-mark">
          <Icon name="check" />
        </span>
        <h2>{title}</h2>
        <p>{text}</p>
      </div>
    );
  }

  function clear() {
    // The button goes with the filters.
    document.querySelector<HTMLElement>(".search input")?.focus();
    go({ ...withoutFilters(view), show: "all" });
  }

  return (
    <div className="empty">
      <span className="empty-mark">
        <Icon name="search" />
      </span>
      <h2>No task fits</h2>
      <p>
        {hasWord(view.q)
          ? "Try fewer or other words, or look at all tasks."
          : "Try fewer filters, or look at all tasks."}
      </p>
      <button type="button" className="button" onClick={clear}>
        Clear search and filters
      </button>
    </div>
  );
}
