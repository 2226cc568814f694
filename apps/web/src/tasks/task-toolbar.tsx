import { Link } from "wouter";
import { isSort, taskOrders } from "./task-orders.js";
import { showKeys, shows, viewHref } from "./task-view.js";
import { useTaskView } from "./use-task-view.js";

/** Which tasks, and in what order. */
export function TaskToolbar() {
  const { view, go } = useTaskView();
  return (
    <div className="toolbar">
      <nav className="segments" aria-label="Show">
        {showKeys.map((show) => (
          <Link key={show} href={viewHref({ ...view, show })} aria-current={show === view.show ? "page" : undefined}>
            {shows[show]}
          </Link>
        ))}
      </nav>
      <div className="sort">
        <select
          aria-label="Order"
          value={view.sort}
          onChange={({ target: { value } }) => isSort(value) && go({ ...view, sort: value })}
        >
          {Object.entries(taskOrders).map(([sort, order]) => (
            <option key={sort} value={sort}>
              {order.label}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
