import { z } from "zod";

const FIRST = new Date("0001-01-01T00:00:00.000Z");
const LAST = new Date("9999-12-31T23:59:59.999Z");

/** An instant as a client sends it: of the years 1 to 9999 in UTC, which RFC 3339 and PostgreSQL both know. */
export const instant = z
  .date()
  .min(FIRST, { error: "Must be in the years 1 to 9999" })
  .max(LAST, { error: "Must be in the years 1 to 9999" });
