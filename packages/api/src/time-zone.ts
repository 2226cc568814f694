import { z } from "zod";

// Offsets such as `+05:30` are refused: PostgreSQL reads their sign the other way round.
const NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** Names found to be good, since asking takes long: at most a few hundred, but for their upper and lower case. */
const known = new Set<string>();
const KEPT = 2000;

function isKnown(name: string): boolean {
  if (known.has(name)) return true;
  if (!NAME.test(name)) return false;
  try {
    Intl.DateTimeFormat("en", { timeZone: name });
  } catch {
    return false;
  }
  if (known.size < KEPT) known.add(name);
  return true;
}

/** A name of the IANA time zone database, as `Europe/Berlin`. */
export const timeZoneName = z
  .string()
  .max(64)
  .refine(isKnown, { error: "Must be a name of the IANA time zone database, as Europe/Berlin" })
  .meta({ examples: ["Europe/Berlin"] });
