import { pointerInto } from "../api/field-pointer.js";
import type { TaskChanges } from "./task-changes.js";

/** The JSON pointer by which the API names a field of a task in `errors`. */
export function pointerTo(field: keyof TaskChanges): string {
  return pointerInto<TaskChanges>(field);
}
