/** How long the soak takes: SOAK_MINUTES, or a third of a minute. */
export function readSoak(): { readonly minutes: number } {
  return { minutes: Number(process.env["SOAK_MINUTES"] ?? 1 / 3) };
}

/** OVERLOAD_SECONDS that each load lasts: then the figures are told, and must be good; undefined: a light form of it. */
export function readOverload(): { readonly seconds: number | undefined } {
  const given = process.env["OVERLOAD_SECONDS"];
  return { seconds: given === undefined ? undefined : Number(given) };
}

/** DOWN_SECONDS that the database is away, or ten. */
export function readDown(): { readonly seconds: number } {
  return { seconds: Number(process.env["DOWN_SECONDS"] ?? 10) };
}
