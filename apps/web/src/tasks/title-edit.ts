import type { Task } from "@typedo/api";
import { createUnsaved } from "./unsaved.js";

/** What was typed into a title's field, over which version, and why it was refused if it was. */
export interface TitleEdit {
  readonly base: Task;
  readonly title: string;
  readonly refusal?: string;
}

/** By the task's id. */
export const titleEdits = createUnsaved<TitleEdit>();
