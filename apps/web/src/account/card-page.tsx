import { useEffect, useRef, type ReactNode } from "react";
import { Logo } from "../ui/logo.js";

interface Props {
  readonly title: string;
  /** For what takes the place of a form: the focus that was in it would be lost, and nothing be read out. */
  readonly takesFocus?: boolean;
  readonly children: ReactNode;
}

/** A page of one who is not signed in: the logo, and a card with a title. */
export function CardPage({ title, takesFocus = false, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus, title]);

  return (
    <main className="account">
      <title>{`${title} · Typedo`}</title>
      <Logo />
      <div className="card account-card">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </div>
    </main>
  );
}
