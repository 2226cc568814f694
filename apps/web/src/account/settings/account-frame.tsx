import type { ReactNode } from "react";
import { Link } from "wouter";
import { PageHeading } from "../../ui/page-heading.js";
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet of these pages alone has nothing to assign
import "./settings.css";

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

/** What the pages of the account have in common: a title, and the way from one to the other. */
export function AccountFrame({ title, children }: Props) {
  return (
    <main id="main" className="page settings">
      <title>{`${title} · Typedo`}</title>
      <div className="settings-head">
        <PageHeading>{title}</PageHeading>
        <nav aria-label="Account">
          <Place href="/account" here={title === "Account"}>
            Account
          </Place>
          <Place href="/account/keys" here={title === "API keys"}>
            API keys
          </Place>
          <Link href="/">Tasks</Link>
        </nav>
      </div>
      {children}
    </main>
  );
}

function Place({ href, here, children }: { readonly href: string; readonly here: boolean; readonly children: string }) {
  return (
    <Link href={href} aria-current={here ? "page" : undefined}>
      {children}
    </Link>
  );
}
