export const expiryChoices = {
  never: "Never",
  "30": "In 30 days",
  "90": "In 90 days",
  "365": "In 365 days",
  date: "On a date…",
} as const;

export type ExpiryChoice = keyof typeof expiryChoices;

export function isExpiryChoice(value: string): value is ExpiryChoice {
  return Object.hasOwn(expiryChoices, value);
}

const DAY_MS = 86_400_000;

/** When a key ends; null for never. One with a date is good until that day is over, where the user is. */
export function expiryOf(choice: ExpiryChoice, date: string, now: Date): Date | null {
  if (choice === "never") return null;
  if (choice === "date") return new Date(`${date}T23:59:59.999`);
  return new Date(now.getTime() + Number(choice) * DAY_MS);
}

/** A day as a date field takes it, where the user is. */
export function dayOf(instant: Date): string {
  const twoDigits = (part: number) => String(part).padStart(2, "0");
  return [instant.getFullYear(), twoDigits(instant.getMonth() + 1), twoDigits(instant.getDate())].join("-");
}
