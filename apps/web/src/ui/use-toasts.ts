import { createContext, use } from "react";

interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

export interface ToastContent {
  readonly message: string;
  readonly tone?: "error";
  readonly action?: ToastAction;
  /** The id of what the action is done to. */
  readonly about?: string;
  /** Of a message that holds what is nowhere else: it stays until one does what it offers, or gives that up. */
  readonly onGiveUp?: () => void;
}

export interface Toast extends ToastContent {
  readonly id: number;
}

export interface ToastControls {
  /** Shows a message for a while; gives what `dismiss` takes. */
  readonly show: (content: ToastContent) => number;
  readonly dismiss: (id: number) => void;
  /** What is offered of these would be outdated. */
  readonly dismissAbout: (ids: readonly string[]) => void;
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
