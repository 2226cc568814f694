import type { ReactNode } from "react";
import { Logo } from "../ui/logo.js";
import { PageHeading } from "../ui/page-heading.js";

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

/** A page of one who is not signed in: the logo, and a card with a title. */
export function CardPage({ title, children }: Props) {
  return (
    <main className="account">
      <title>{`${title} · Typedo`}</title>
      <Logo />
      <div className="card account-card">
        <PageHeading key={title}>{title}</PageHeading>
        {children}
      </div>
    </main>
  );
}
