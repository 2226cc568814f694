import { z } from "zod";

/** Length in code points, as PostgreSQL's `length()` and JSON Schema's `maxLength` count. */
function countCodePoints(value: string): number {
  let count = 0;
  for (const _ of value) count += 1;
  return count;
}

/** What keeps a text from being stored as it is, if anything does. */
function faultOf(value: string, min: number, max: number): string | undefined {
  // PostgreSQL refuses NUL in text, and a lone surrogate would be replaced silently: both are refused before anything is lost.
  if (!value.isWellFormed() || value.includes("\u0000"))
    return "Must not hold a NUL character or half of a surrogate pair";
  if (value.length < min) return "Must not be empty";
  if (value.length <= max || (value.length <= 2 * max && countCodePoints(value) <= max)) return undefined;
  return `Must be at most ${max} characters long`;
}

/** All in one check: each costs as much as what it looks at, for every text of every page. */
function bounded(base: z.ZodString, min: number, max: number) {
  return base
    .check(({ value, issues }) => {
      const message = faultOf(value, min, max);
      if (message !== undefined) issues.push({ code: "custom", message, input: value, continue: true });
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
