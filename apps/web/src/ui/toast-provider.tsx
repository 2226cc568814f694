import { useCallback, useMemo, useRef, useState, type ReactNode } from "react";
import { ToastControlsContext, ToastListContext, type Toast, type ToastContent } from "./use-toasts.js";

/** More at once hide the page; the oldest go, and those that can't wait until there is room. */
const MOST = 3;

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const lastId = useRef(0);

  const show = useCallback((content: ToastContent) => {
    lastId.current += 1;
    const toast = { ...content, id: lastId.current };
    setToasts((before) =>
      [...before, toast].filter(({ onGiveUp }, index) => onGiveUp !== undefined || index > before.length - MOST),
    );
    return toast.id;
  }, []);

  const dismiss = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);

  const dismissAbout = useCallback((ids: readonly string[]) => {
    setToasts((before) => before.filter(({ about }) => about === undefined || !ids.includes(about)));
  }, []);

  const shown = useMemo(() => toasts.slice(-MOST), [toasts]);
  const controls = useMemo(() => ({ show, dismiss, dismissAbout }), [show, dismiss, dismissAbout]);
  return (
    <ToastControlsContext value={controls}>
      <ToastListContext value={shown}>{children}</ToastListContext>
    </ToastControlsContext>
  );
}
