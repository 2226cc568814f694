import { Logo } from "./ui/logo.js";

export function LoadingPage() {
  return (
    <main className="loading-page" aria-busy="true">
      <Logo />
      <p className="visually-hidden" role="status">
        Loading…
      </p>
    </main>
  );
}
