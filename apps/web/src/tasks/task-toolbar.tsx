import { useId, useState } from "react";
import { Link } from "wouter";
import { Icon } from "../ui/icon.js";
import { FilterChips } from "./filter-chips.js";
import { FilterPanel } from "./filter-panel.js";
import { hasWord } from "./search-words.js";
import { SearchField } from "./search-field.js";
import { viewHref } from "./task-address.js";
import { isSort, taskOrders } from "./task-orders.js";
import { countFilters, showKeys, shows, withShow } from "./task-view.js";
import { useTaskView } from "./use-task-view.js";

/** Which tasks, and in what order. */
export function TaskToolbar() {
  const { view, go } = useTaskView();
  const [expanded, setExpanded] = useState(false);
  const panelId = useId();
  const count = countFilters(view);
  const orders = Object.entries(taskOrders).filter(([sort]) => sort !== "relevance" || hasWord(view.q));
  return (
    <div className="toolbar">
      <SearchField />
      <div className="toolbar-line">
        <nav className="segments" aria-label="Show">
          {showKeys.map((show) => (
            <Link
              key={show}
              href={viewHref(withShow(view, show))}
              aria-current={show === view.show ? "page" : undefined}
            >
              {shows[show]}
            </Link>
          ))}
        </nav>
        <div className="toolbar-end">
          <button
            type="button"
            className="button filter-toggle"
            aria-expanded={expanded}
            aria-controls={expanded ? panelId : undefined}
            onClick={() => setExpanded(!expanded)}
          >
            <Icon name="filter" />
            Filter
            {count > 0 && (
              <span className="badge">
                {count}
                <span className="visually-hidden"> {count === 1 ? "holds" : "hold"}</span>
              </span>
            )}
          </button>
          <div className="sort">
            <select
              aria-label="Order"
              value={view.sort}
              onChange={({ target: { value } }) => isSort(value) && go({ ...view, sort: value })}
            >
              {orders.map(([sort, order]) => (
                <option key={sort} value={sort}>
                  {order.label}
                </option>
              ))}
            </select>
          </div>
        </div>
      </div>
      {expanded && <FilterPanel id={panelId} />}
      <FilterChips />
    </div>
  );
}
