import { useId, useRef, useState } from "react";
import { CopyButton } from "./copy-button.js";

interface Props {
  readonly label: string;
  readonly what: string;
  readonly text: string;
  readonly onCopied?: () => void;
}

/** A text to be taken along: the button copies it, and where it can't, the text is marked for the user to do so. */
export function CopyField({ label, what, text, onCopied }: Props) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [isRefused, setRefused] = useState(false);

  function mark() {
    field.current?.focus();
    field.current?.select();
    setRefused(true);
  }

  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="copy-box">
        <textarea
          ref={field}
          id={id}
          readOnly
          rows={text.length > 90 ? 5 : 3}
          spellCheck={false}
          value={text}
          onFocus={(event) => event.target.select()}
          onCopy={onCopied}
        />
        <CopyButton text={text} what={what} onRefused={mark} {...(onCopied && { onCopied })} />
      </div>
      {isRefused && (
        <p className="field-hint" role="alert">
          Your browser does not let this page copy. It is marked: copy it with Ctrl+C, or ⌘C.
        </p>
      )}
    </div>
  );
}
