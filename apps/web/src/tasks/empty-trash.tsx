import { useState } from "react";
import { describeError } from "../api/describe-error.js";
import { ConfirmDialog } from "../ui/confirm-dialog.js";
import { useToasts } from "../ui/use-toasts.js";
import { countLabel, type Count } from "./count-label.js";
import { useEmptyTrash } from "./use-empty-trash.js";

/** The button that deletes all of the trash for good, and how far it is. */
export function EmptyTrash({ count }: { readonly count: Count | undefined }) {
  const { empty, progress } = useEmptyTrash();
  const { show } = useToasts();
  const [asking, setAsking] = useState(false);
  const [total, setTotal] = useState<Count>();
  if (!progress && (!count || count.total === 0)) return null;

  async function run() {
    setAsking(false);
    setTotal(count);
    const { deleted, error } = await empty();
    document.querySelector<HTMLElement>("#main h1")?.focus();
    const gone = `${countLabel({ total: deleted, isMore: false })} deleted for good`;
    if (!error) show({ message: `The trash is empty: ${gone}` });
    else show({ tone: "error", message: `The trash is not empty yet: ${gone}. ${describeError(error)}` });
  }

  if (progress) {
    const deleted = progress.deleted.toLocaleString();
    return (
      <label className="progress">
        <span role="status">
          Deleted {deleted} of {total?.isMore ? "more than " : ""}
          {total?.total.toLocaleString()}
        </span>
        <progress value={progress.deleted} max={Math.max(total?.total ?? 1, progress.deleted, 1)} />
      </label>
    );
  }
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        Empty the trash
      </button>
      {asking && count && (
        <ConfirmDialog
          title="Empty the trash?"
          text={`${countLabel(count)} will be deleted for good. This can't be undone.`}
          action="Empty the trash"
          onConfirm={() => void run()}
          onCancel={() => setAsking(false)}
        />
      )}
    </>
  );
}
