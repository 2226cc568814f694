import { useEffect, useRef, type RefObject } from "react";

/**
 * When what has the focus goes from a part of the page, the browser leaves the focus nowhere, and one who works by
 * keyboard begins at the top of the page again. Here `next` says where it goes instead. To be used where the part is
 * drawn: each drawing is looked at.
 */
export function useKeptFocus(
  part: RefObject<Element | null>,
  next: (gone: Element) => Element | null | undefined,
): void {
  const last = useRef<Element>(undefined);

  useEffect(() => {
    function note() {
      const focused = document.activeElement;
      last.current = focused && part.current?.contains(focused) ? focused : undefined;
    }
    // A click beside it takes the focus off on purpose.
    function forget({ target }: Event) {
      if (target instanceof Node && !last.current?.contains(target)) last.current = undefined;
    }
    document.addEventListener("focusin", note);
    document.addEventListener("pointerdown", forget);
    return () => {
      document.removeEventListener("focusin", note);
      document.removeEventListener("pointerdown", forget);
    };
  }, [part]);

  useEffect(() => {
    const gone = last.current;
    if (!gone || gone.isConnected) return;
    last.current = undefined;
    if (document.activeElement !== document.body) return;
    const target = next(gone);
    if (target instanceof HTMLElement) target.focus();
  });
}
