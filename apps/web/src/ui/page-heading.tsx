import { useEffect, useRef } from "react";

/** Of the page that the browser loads, the focus stays where the browser puts it: before the way to skip to the content. */
let isLoaded = false;

/**
 * The title of a page. It takes the focus when the page takes the place of another one, or with a new `key` what is on
 * it: what had the focus is gone then, and a screen reader would say nothing.
 */
export function PageHeading({ children }: { readonly children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The way back brings back where the page was scrolled to.
    if (isLoaded) heading.current?.focus({ preventScroll: true });
    isLoaded = true;
  }, []);

  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
