import { useEffect, useId, useRef } from "react";
import { Quoting } from "./quoting.js";

interface Props {
  readonly title: string;
  readonly text: string;
  /** What the button says that does it. */
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Asks before something that can't be undone. The focus is on "Cancel" first. */
export function ConfirmDialog({ title, text, action, onConfirm, onCancel }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);

  /** Closed before it goes, so that the browser gives the focus back to where it was. */
  function leave(run: () => void) {
    dialog.current?.close();
    run();
  }

  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onCancel={(event) => {
        event.preventDefault();
        leave(onCancel);
      }}
    >
      <h2 id={`${id}-title`}>
        <Quoting text={title} />
      </h2>
      <p id={`${id}-text`} className="dialog-text">
        {text}
      </p>
      <div className="actions dialog-actions">
        <button type="button" className="button" autoFocus onClick={() => leave(onCancel)}>
          Cancel
        </button>
        <button type="button" className="button button-danger" onClick={() => leave(onConfirm)}>
          {action}
        </button>
      </div>
    </dialog>
  );
}
