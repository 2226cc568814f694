import type { Task } from "@typedo/api";

type Due = Pick<Task, "dueDate" | "dueTime" | "timeZone">;

const DAY_MS = 86_400_000;

export function isOverdue(task: Pick<Task, "completed" | "dueAt">, now: Date): boolean {
  return !task.completed && task.dueAt !== null && task.dueAt <= now;
}

/** When a task is due, in few words, for who is in `zone`: "Tomorrow, 14:30". Undefined for one without a date. */
export function dueLabel(task: Due, now: Date, zone: string, locale?: string): string | undefined {
  if (task.dueDate === null) return undefined;
  const day = dayLabel(task.dueDate, now, zone, locale);
  if (task.dueTime === null) return day;
  const elsewhere = task.timeZone !== null && task.timeZone !== zone ? ` (${task.timeZone})` : "";
  return `${day}, ${task.dueTime}${elsewhere}`;
}

function dayLabel(dueDate: string, now: Date, zone: string, locale: string | undefined): string {
  // Days are counted in UTC, where each has 24 hours.
  const day = new Date(`${dueDate}T00:00:00Z`);
  const today = new Date(`${dayIn(zone, now)}T00:00:00Z`);
  const distance = Math.round((day.getTime() - today.getTime()) / DAY_MS);
  if (Math.abs(distance) <= 1)
    return capitalize(new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(distance, "day"));
  const isThisYear = day.getUTCFullYear() === today.getUTCFullYear();
  return new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    ...(!isThisYear && { year: "numeric" }),
    timeZone: "UTC",
  }).format(day);
}

/** As YYYY-MM-DD. */
function dayIn(timeZone: string, now: Date): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
