import { useRef } from "react";
import { ToastItem } from "./toast-item.js";
import { useKeptFocus } from "./use-kept-focus.js";
import { useToastList, useToasts } from "./use-toasts.js";

/** Always there, empty or not: a screen reader tells what is put into a live region, not that one appears. */
export function ToastList() {
  const toasts = useToastList();
  const { dismiss } = useToasts();
  const section = useRef<HTMLElement>(null);
  const cameFrom = useRef<Element>(null);
  useKeptFocus(section, () => (cameFrom.current?.isConnected ? cameFrom.current : document.querySelector("#main h1")));

  return (
    <section
      ref={section}
      className="toasts"
      aria-label="Messages"
      onFocus={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) cameFrom.current = relatedTarget;
      }}
    >
      <ol aria-live="polite" aria-relevant="additions">
        {toasts.map((toast) => (
          <ToastItem key={toast.id} toast={toast} onDismiss={dismiss} />
        ))}
      </ol>
    </section>
  );
}
