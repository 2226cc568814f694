const INSTANT =
  /^(\d{4}-\d\d-(\d\d))[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,3})0*)?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/**
 * An instant of RFC 3339 as a `Date`, if a `Date` can hold it without loss: a day that exists, no leap second, nothing
 * below a millisecond. Undefined for all else.
 */
export function parseInstant(text: string): Date | undefined {
  const parts = INSTANT.exec(text);
  if (!parts) return undefined;
  const [, date, day, hours, minutes, seconds, fraction = "", sign, offsetHours, offsetMinutes] = parts;
  const local = new Date(`${date}T${hours}:${minutes}:${seconds}.${fraction.padEnd(3, "0")}Z`);
  // `Date` takes 30 February for 2 March.
  if (Number.isNaN(local.getTime()) || local.getUTCDate() !== Number(day)) return undefined;
  const offset = (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0)) * (sign === "-" ? -1 : 1);
  return new Date(local.getTime() - offset * 60_000);
}

/** As `Date.prototype.toISOString`, in less than half the time: a list has sixty of them. */
export function writeInstant(date: Date): string {
  const year = date.getUTCFullYear();
  if (!(year >= 1000 && year <= 9999)) return date.toISOString();
  const day = `${year}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  const milliseconds = date.getUTCMilliseconds();
  const fraction = milliseconds < 10 ? `00${milliseconds}` : milliseconds < 100 ? `0${milliseconds}` : milliseconds;
  return `${day}T${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}.${fraction}Z`;
}

function two(number: number): string {
  return number < 10 ? `0${number}` : `${number}`;
}
