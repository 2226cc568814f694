import { useShortcut } from "./use-shortcut.js";
import { useToastList, useToasts } from "./use-toasts.js";

/** `u` does what the newest toast offers; not what an error offers, which is to try again. */
export function useUndoShortcut(): void {
  const toasts = useToastList();
  const { dismiss } = useToasts();

  useShortcut("u", () => {
    const undoable = toasts.findLast(({ action, tone }) => action !== undefined && tone !== "error");
    undoable?.action?.run();
    if (undoable) dismiss(undoable.id);
  });
}
