import { CardPage } from "./account/card-page.js";
import { ErrorMessage } from "./ui/error-message.js";

/** In place of everything, while it is not known who is signed in. */
export function UnreachablePage({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <CardPage title="Typedo can't be reached">
      <ErrorMessage message="Please check your connection." onRetry={onRetry} />
    </CardPage>
  );
}
