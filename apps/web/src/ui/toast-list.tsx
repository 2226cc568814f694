import { ToastItem } from "./toast-item.js";
import { useToastList, useToasts } from "./use-toasts.js";

/** Always there, empty or not: a screen reader tells what is put into a live region, not that one appears. */
export function ToastList() {
  const toasts = useToastList();
  const { dismiss } = useToasts();
  return (
    <section className="toasts" aria-label="Messages">
      <ol aria-live="polite" aria-relevant="additions">
        {toasts.map((toast) => (
          <ToastItem key={toast.id} toast={toast} onDismiss={dismiss} />
        ))}
      </ol>
    </section>
  );
}
