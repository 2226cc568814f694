import { useCallback } from "react";
import { useLocation, useSearch } from "wouter";
import { parseView, viewHref, type TaskView } from "./task-view.js";

/** The view in the address, and the way to another one. */
export function useTaskView(): { readonly view: TaskView; readonly go: (view: TaskView) => void } {
  const view = parseView(useSearch());
  const [, navigate] = useLocation();
  const go = useCallback((next: TaskView) => navigate(viewHref(next)), [navigate]);
  return { view, go };
}
