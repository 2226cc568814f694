import { useState } from "react";
import { Icon } from "./icon.js";
import { Quoting } from "./quoting.js";
import { usePausableTimeout } from "./use-pausable-timeout.js";
import type { Toast } from "./use-toasts.js";

const SHOWN_FOR_MS = 8000;

interface Props {
  readonly toast: Toast;
  readonly onDismiss: (id: number) => void;
}

/** Goes by itself after a while, unless it can be given up; it stays as long as the pointer is over it, or the focus in it. */
export function ToastItem({ toast, onDismiss }: Props) {
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const dismiss = () => onDismiss(toast.id);
  usePausableTimeout(dismiss, SHOWN_FOR_MS, hovered || focused || toast.onGiveUp !== undefined);

  return (
    <li
      className={toast.tone === "error" ? "toast toast-error" : "toast"}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      <p className="toast-message">
        <Quoting text={toast.message} />
      </p>
      {toast.action && (
        <button
          type="button"
          className="toast-action"
          onClick={() => {
            toast.action?.run();
            dismiss();
          }}
        >
          {toast.action.label}
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label="Dismiss message"
        onClick={() => {
          toast.onGiveUp?.();
          dismiss();
        }}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}
