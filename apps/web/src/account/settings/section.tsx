import { useId, type ReactNode } from "react";

interface Props {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly tone?: "danger";
  readonly children: ReactNode;
}

/** One subject of the account, on a card. Its title can take the focus when what had it is gone. */
export function Section({ title, hint, tone, children }: Props) {
  const id = useId();
  return (
    <section className={`card settings-card ${tone === "danger" ? "settings-danger" : ""}`} aria-labelledby={id}>
      <div className="settings-about">
        <h2 id={id} tabIndex={-1}>
          {title}
        </h2>
        {hint !== undefined && <p className="field-hint">{hint}</p>}
      </div>
      <div className="stack">{children}</div>
    </section>
  );
}
