import type { TaskChanges } from "./task-changes.js";

/** The JSON pointer by which the API names a field in `errors`; the compiler knows the names. */
export function pointerTo(field: keyof TaskChanges): string {
  return `/${field}`;
}
