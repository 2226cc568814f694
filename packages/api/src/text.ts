import { z } from "zod";

/** Length in code points, as PostgreSQL's `length()` and JSON Schema's `maxLength` count. */
function countCodePoints(value: string): number {
  let count = 0;
  for (const _ of value) count += 1;
  return count;
}

// PostgreSQL refuses NUL in text, and a lone surrogate would be replaced silently: both are refused before anything is lost.
function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes("\u0000");
}

function bounded(base: z.ZodString, min: number, max: number) {
  return base
    .refine(isStorable, { error: "Must not hold a NUL character or half of a surrogate pair" })
    .refine((value) => value.length >= min, { error: "Must not be empty" })
    .refine((value) => value.length <= max || (value.length <= 2 * max && countCodePoints(value) <= max), {
      error: `Must be at most ${max} characters long`,
    })
    .meta({ ...(min > 0 && { minLength: min }), maxLength: max });
}

/** Text that PostgreSQL keeps as it is: no NUL, no lone surrogate, at most `max` code points. */
export function text(max: number) {
  return bounded(z.string(), 0, max);
}

/** As `text`, but measured and kept without the white space around it, and not empty. */
export function trimmedText(max: number) {
  return bounded(z.string().trim(), 1, max);
}
