import { createContext, use } from "react";

interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

export interface ToastContent {
  readonly message: string;
  readonly tone?: "error";
  readonly action?: ToastAction;
}

export interface Toast extends ToastContent {
  readonly id: number;
}

export interface ToastControls {
  /** Shows a message for a while; gives what `dismiss` takes. */
  readonly show: (content: ToastContent) => number;
  readonly dismiss: (id: number) => void;
}

// Two contexts: those who show a toast, as every row does, need not be drawn anew when one appears.
export const ToastListContext = createContext<readonly Toast[]>([]);
export const ToastControlsContext = createContext<ToastControls | undefined>(undefined);

export function useToastList(): readonly Toast[] {
  return use(ToastListContext);
}

export function useToasts(): ToastControls {
  const controls = use(ToastControlsContext);
  if (!controls) throw new Error("useToasts needs a ToastProvider above it");
  return controls;
}
