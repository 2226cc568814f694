/** Resolves at SIGTERM or SIGINT, or when the process that started this one is gone. */
export async function untilStopped(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
    process.once("disconnect", resolve);
  });
  // The channel to the other process would keep this one alive.
  if (process.connected) process.disconnect();
}
