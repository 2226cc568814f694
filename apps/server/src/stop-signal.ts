/** Milliseconds that a shutdown may take before it is cut short. */
const SHUTDOWN_LIMIT = 10_000;

/**
 * Aborted by SIGTERM or SIGINT; from then on nothing may take longer than the limit.
 *
 * @param again what a second signal does, where it ends the process by default
 */
export function stopSignal(again: () => void = () => process.exit(1)): AbortSignal {
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) {
      again();
      return;
    }
    stopping.abort();
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT).unref();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  return stopping.signal;
}

export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
