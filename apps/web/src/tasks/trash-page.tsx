import { Link } from "wouter";
import { TrashList } from "./trash-list.js";

/** What was deleted, until it is deleted for good. */
export function TrashPage() {
  return (
    <main id="main" className="page">
      <title>Trash · Typedo</title>
      <div className="page-head">
        <h1 tabIndex={-1}>Trash</h1>
        <Link href="/">Back to your tasks</Link>
      </div>
      <TrashList />
    </main>
  );
}
