import { useRef, type KeyboardEvent } from "react";
import { Field } from "../ui/field.js";
import { Icon } from "../ui/icon.js";
import { withLabel } from "./with-label.js";

interface Props {
  readonly labels: readonly string[];
  readonly onChange: (labels: string[]) => void;
  /** What is typed but not added yet: it belongs to the form, which adds it when it is saved. */
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly error: string | undefined;
}

/** Labels, each with a way to take it off, and a field for another one: Enter or a comma adds it. */
export function LabelsField({ labels, onChange, text, onText, error }: Props) {
  const place = useRef<HTMLDivElement>(null);

  function add() {
    onChange(withLabel(labels, text));
    onText("");
  }

  /** What stands before a comma is whole, typed or pasted; not every keyboard tells its comma as a key. */
  function type(value: string) {
    const end = value.lastIndexOf(",");
    if (end !== -1) onChange(withLabel(labels, value.slice(0, end)));
    onText(value.slice(end + 1));
  }

  function handleKey(event: KeyboardEvent) {
    if (text.trim() === "" || event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    add();
  }

  function remove(label: string, index: number) {
    // The button with the focus goes with its label.
    const buttons = [...(place.current?.querySelectorAll("button") ?? [])];
    (buttons[index + 1] ?? buttons[index - 1] ?? place.current?.querySelector("input"))?.focus();
    onChange(labels.filter((other) => other !== label));
  }

  return (
    <div ref={place}>
      <Field label="Labels" hint="Enter or a comma adds one" error={error}>
        {(wiring) => (
          <input
            {...wiring}
            type="text"
            dir="auto"
            value={text}
            enterKeyHint="done"
            onChange={(event) => type(event.target.value)}
            onKeyDown={handleKey}
          />
        )}
      </Field>
      {labels.length > 0 && (
        <ul className="chips" aria-label="Labels of this task">
          {labels.map((label, index) => (
            <li key={label} className="chip">
              <bdi>{label}</bdi>
              <button
                type="button"
                className="chip-remove"
                aria-label={`Remove label ${label}`}
                onClick={() => remove(label, index)}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
