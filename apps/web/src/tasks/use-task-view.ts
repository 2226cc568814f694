import { useCallback } from "react";
import { useLocation, useSearch } from "wouter";
import { parseView, viewHref } from "./task-address.js";
import type { TaskView } from "./task-view.js";

interface Step {
  /** In place of where one is: Back then leads past it. */
  readonly replace?: boolean;
}

/** The view in the address, and the way to another one. */
export function useTaskView(): { readonly view: TaskView; readonly go: (view: TaskView, step?: Step) => void } {
  const view = parseView(useSearch());
  const [, navigate] = useLocation();
  const go = useCallback((next: TaskView, step?: Step) => navigate(viewHref(next), step), [navigate]);
  return { view, go };
}
