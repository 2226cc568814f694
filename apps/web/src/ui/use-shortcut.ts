import { useEffect, useRef } from "react";
import { useShortcutsEnabled } from "./shortcut-setting.js";

/** Runs something on a single key, unless one is typing, a dialog is open, or single-key shortcuts are switched off. */
export function useShortcut(key: string, run: () => void): void {
  const [enabled] = useShortcutsEnabled();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });

  useEffect(() => {
    if (!enabled) return undefined;
    function handle(event: KeyboardEvent) {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      latest.current();
    }
    document.addEventListener("keydown", handle);
    return () => document.removeEventListener("keydown", handle);
  }, [enabled, key]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")
  );
}
