import { Link } from "wouter";
import { PageHeading } from "./ui/page-heading.js";

export function NotFoundPage() {
  return (
    <main id="main" className="page empty">
      <title>Not found · Typedo</title>
      <PageHeading>There is nothing here</PageHeading>
      <p>
        The address may be mistyped. <Link href="/">Go to your tasks</Link>
      </p>
    </main>
  );
}
