/** How long the soak takes: SOAK_MINUTES, or a third of a minute. */
export function readSoak(): { readonly minutes: number } {
  return { minutes: Number(process.env["SOAK_MINUTES"] ?? 1 / 3) };
}
