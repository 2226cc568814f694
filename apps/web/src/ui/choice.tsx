import type { ReactNode } from "react";

interface Props {
  readonly type: "radio" | "checkbox";
  readonly name?: string;
  readonly checked: boolean;
  readonly onChange: () => void;
  readonly children: ReactNode;
}

/** One of several choices, drawn as a pill: the browser's own control beneath it keeps keyboard and screen reader. */
export function Choice({ type, name, checked, onChange, children }: Props) {
  return (
    <label className="choice">
      <input type={type} name={name} checked={checked} onChange={onChange} />
      <span>{children}</span>
    </label>
  );
}
