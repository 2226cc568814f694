import { Link } from "wouter";

export function NotFoundPage() {
  return (
    <main id="main" className="page empty">
      <title>Not found · Typedo</title>
      <h1>There is nothing here</h1>
      <p>
        The address may be mistyped. <Link href="/">Go to your tasks</Link>
      </p>
    </main>
  );
}
