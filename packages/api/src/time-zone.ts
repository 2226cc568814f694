import { z } from "zod";

// Offsets such as `+05:30` are refused: PostgreSQL reads their sign the other way round.
const NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/**
 * Short names that JavaScript's zones have from Java (`ZoneId.SHORT_IDS`), and the IANA database has not. Some of them
 * PostgreSQL takes for others: `IST` is Israel's time there, and India's here.
 */
const NOT_IANA = new Set(
  "ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST".split(" "),
);

/** Names found to be good, since asking takes long: at most a few hundred, but for their upper and lower case. */
const known = new Set<string>();
const KEPT = 2000;

function isKnown(name: string): boolean {
  if (known.has(name)) return true;
  if (!NAME.test(name) || NOT_IANA.has(name.toUpperCase())) return false;
  try {
    Intl.DateTimeFormat("en", { timeZone: name });
  } catch {
    return false;
  }
  if (known.size < KEPT) known.add(name);
  return true;
}

/** A zone that was taken once, whether this version of the database of zones still has it or not. */
export const storedTimeZone = z.string();

/** A name of the IANA time zone database, as `Europe/Berlin`. */
export const timeZoneName = z
  .string()
  .max(64)
  .refine(isKnown, { error: "Must be a name of the IANA time zone database, as Europe/Berlin" })
  .meta({ examples: ["Europe/Berlin"] });
