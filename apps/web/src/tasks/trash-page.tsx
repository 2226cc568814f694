import { Link } from "wouter";
import { PageHeading } from "../ui/page-heading.js";
import { TrashList } from "./trash-list.js";

/** What was deleted, until it is deleted for good. */
export function TrashPage() {
  return (
    <main id="main" className="page">
      <title>Trash · Typedo</title>
      <div className="page-head">
        <PageHeading>Trash</PageHeading>
        <Link href="/">Back to your tasks</Link>
      </div>
      <TrashList />
    </main>
  );
}
