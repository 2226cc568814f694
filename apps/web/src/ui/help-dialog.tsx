import { useRef } from "react";
import { useShortcutsEnabled } from "./shortcut-setting.js";
import { useShortcut } from "./use-shortcut.js";

const keys = [
  ["n", "New task"],
  ["/", "Search"],
  ["u", "Undo what was just done"],
  ["F2", "Change the title of the task that has the focus"],
  ["Esc", "Leave a field as it was"],
  ["?", "This list"],
] as const;

/** What the keyboard can do; `?` opens it too. */
export function HelpDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [enabled, setEnabled] = useShortcutsEnabled();
  const open = () => dialog.current?.showModal();
  useShortcut("?", open);

  return (
    <>
      <button type="button" className="link-button" onClick={open}>
        Keyboard shortcuts
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby="help-title">
        <h2 id="help-title">Keyboard shortcuts</h2>
        <dl className="keys">
          {keys.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <label className="check">
          <input type="checkbox" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} />
          Single-key shortcuts
        </label>
        <form method="dialog">
          <button type="submit" className="button">
            Close
          </button>
        </form>
      </dialog>
    </>
  );
}
