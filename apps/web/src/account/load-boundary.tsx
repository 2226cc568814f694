import { Component, Suspense, type ReactNode } from "react";
import { ErrorMessage } from "../ui/error-message.js";

interface Props {
  readonly children: ReactNode;
}

/** Around a page whose code is loaded when it is first looked at: a wait, and a way on if it can't be had. */
export class LoadBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render(): ReactNode {
    // A part that could not be loaded is not asked for again, and may be gone for good after an update: the page begins anew.
    if (this.state.failed) {
      return (
        <main id="main" className="page">
          <ErrorMessage message="This page can't be loaded just now." onRetry={() => window.location.reload()} />
        </main>
      );
    }
    return <Suspense fallback={<Waiting />}>{this.props.children}</Suspense>;
  }
}

function Waiting() {
  return (
    <main id="main" className="page" aria-busy="true">
      <p className="visually-hidden" role="status">
        Loading…
      </p>
    </main>
  );
}
