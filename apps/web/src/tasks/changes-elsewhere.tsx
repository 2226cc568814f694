import type { useTaskList } from "./use-task-list.js";
import { useChangesElsewhere } from "./use-changes-elsewhere.js";

/** A list too long to be loaded anew at every touch: says when it is not up to date, and offers to load it. */
export function ChangesElsewhere({ query }: { readonly query: ReturnType<typeof useTaskList> }) {
  const { isOutdated, settle } = useChangesElsewhere(query);

  function refresh() {
    settle();
    void query.refetch();
  }

  return (
    <div className={isOutdated ? undefined : "visually-hidden"} role="status">
      {isOutdated && (
        <p className="message message-line">
          <span>Something was changed elsewhere.</span>
          <button type="button" className="button" onClick={refresh}>
            Refresh the list
          </button>
        </p>
      )}
    </div>
  );
}
