import { useEffect, useState } from "react";

interface Props {
  readonly text: string;
  /** What is copied, for the button: "Copy the key". */
  readonly what: string;
  /** Called where the browser does not let a page copy: on http, elsewhere than on one's own machine. */
  readonly onRefused: () => void;
  readonly onCopied?: () => void;
}

export function CopyButton({ text, what, onRefused, onCopied }: Props) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 4000);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      onCopied?.();
    } catch {
      onRefused();
    }
  }

  return (
    <>
      <button type="button" className="button" onClick={() => void copy()}>
        {copied ? "Copied" : "Copy"}
        <span className="visually-hidden"> {what}</span>
      </button>
      <span className="visually-hidden" role="status">
        {copied ? `Copied ${what}` : ""}
      </span>
    </>
  );
}
