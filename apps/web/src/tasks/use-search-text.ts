import { useEffect, useRef, useState } from "react";
import { cleanQuery } from "./task-address.js";
import { withSearch } from "./task-view.js";
import { useTaskView } from "./use-task-view.js";

/** A pause in typing that is longer than this is worth a search. */
const PAUSE_MS = 150;

/**
 * What stands in the search field, which is ahead of the address by what was typed just now. The first letter is a step
 * in the history and all further ones are the same step, so that Back leaves the search.
 */
export function useSearchText() {
  const { view, go } = useTaskView();
  const [text, setText] = useState(view.q);
  const [asked, setAsked] = useState(view.q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ view, go });
  useEffect(() => {
    latest.current = { view, go };
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  // The address was changed by another hand: Back, a link, "clear all".
  const [seen, setSeen] = useState(view.q);
  if (view.q !== seen) {
    setSeen(view.q);
    if (view.q !== asked) {
      setAsked(view.q);
      setText(view.q);
    }
  }

  function ask(wanted: string) {
    clearTimeout(timer.current);
    const now = latest.current;
    const q = cleanQuery(wanted);
    if (q === now.view.q) return;
    setAsked(q);
    now.go(withSearch(now.view, q), { replace: now.view.q !== "" });
  }

  function type(next: string) {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => ask(next), PAUSE_MS);
  }

  function clear() {
    setText("");
    ask("");
  }

  return { text, type, clear, askNow: () => ask(text) };
}
