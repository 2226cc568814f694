import type { ReactNode } from "react";

interface Props {
  readonly busy: boolean;
  readonly tone?: "primary" | "danger";
  readonly children: ReactNode;
}

/** Stays where the focus is while it is busy: a disabled button would lose it. */
export function SubmitButton({ busy, tone = "primary", children }: Props) {
  return (
    <button type="submit" className={`button button-${tone}`} aria-disabled={busy}>
      {busy ? "One moment…" : children}
    </button>
  );
}
