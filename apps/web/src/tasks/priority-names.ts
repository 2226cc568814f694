import type { Task } from "@typedo/api";

/** Each priority by what a person calls it, in the order of a menu. */
export const priorityNames = {
  none: "None",
  low: "Low",
  medium: "Medium",
  high: "High",
  urgent: "Urgent",
} as const satisfies Record<Task["priority"], string>;

export function isPriority(value: string): value is Task["priority"] {
  return Object.hasOwn(priorityNames, value);
}
