import { ErrorMessage } from "../ui/error-message.js";
import { describeError } from "../api/describe-error.js";
import type { useTaskList } from "./use-task-list.js";
import { useOnScreen } from "../ui/use-on-screen.js";

/** The end of what is loaded: when it comes into sight the next page is asked for; the button does the same by hand. */
export function LoadMore({ query }: { readonly query: ReturnType<typeof useTaskList> }) {
  const { hasNextPage, isFetching, isFetchingNextPage, isFetchNextPageError, fetchNextPage, error, dataUpdatedAt } =
    query;
  const wanted = hasNextPage && !isFetching && !isFetchNextPageError;
  // Looked at anew after each page: one may bring nothing, and the end then has not moved.
  const end = useOnScreen<HTMLDivElement>(wanted, dataUpdatedAt, () => void fetchNextPage());

  if (!hasNextPage) return null;
  const isFruitless = query.data?.tasks.length === 0;
  return (
    <div ref={end} className="load-more">
      {isFetchNextPageError && error ? (
        <ErrorMessage message={describeError(error)} onRetry={() => void fetchNextPage()} />
      ) : isFruitless ? (
        <p className="searching" role="status">
          Nothing found so far. Searching on…
        </p>
      ) : (
        <button
          type="button"
          className="button"
          aria-disabled={isFetching}
          onClick={() => !isFetching && void fetchNextPage()}
        >
          {isFetchingNextPage ? "Loading…" : "Load more"}
        </button>
      )}
    </div>
  );
}
