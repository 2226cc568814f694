import { useEffect, useId, useRef, type ReactNode } from "react";
import { Quoting } from "../ui/quoting.js";

interface Props {
  readonly title: string;
  /** The user wants out, by Escape. */
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog over the page. When it goes, the focus returns to where it was. */
export function Modal({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();

  useEffect(() => {
    const shown = dialog.current;
    if (!shown) return undefined;
    const before = document.activeElement;
    if (!shown.open) shown.showModal();
    return () => {
      shown.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      className="dialog dialog-wide"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        // Pressed twice, Escape would close it whatever is said above.
        if (event.key !== "Escape") return;
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={id}>
        <Quoting text={title} />
      </h2>
      {children}
    </dialog>
  );
}
