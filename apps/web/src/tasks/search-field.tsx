import { useRef, type KeyboardEvent, type SubmitEvent } from "react";
import { Icon } from "../ui/icon.js";
import { useShortcut } from "../ui/use-shortcut.js";
import { useSearchText } from "./use-search-text.js";

/** Searches as one types; `/` leads here, and Escape clears it. */
export function SearchField() {
  const { text, type, clear, askNow } = useSearchText();
  const input = useRef<HTMLInputElement>(null);
  useShortcut("/", () => input.current?.select());

  function submit(event: SubmitEvent) {
    event.preventDefault();
    askNow();
  }

  function handleKey(event: KeyboardEvent) {
    if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (text === "") input.current?.blur();
    else clear();
  }

  return (
    <form className="search" role="search" onSubmit={submit}>
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        dir="auto"
        aria-label="Search"
        placeholder="Search titles and notes"
        maxLength={200}
        autoComplete="off"
        enterKeyHint="search"
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={handleKey}
      />
      {text === "" ? (
        <kbd className="search-key" aria-hidden="true">
          /
        </kbd>
      ) : (
        <button
          type="button"
          className="icon-button"
          aria-label="Clear the search"
          onClick={() => {
            clear();
            input.current?.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
    </form>
  );
}
