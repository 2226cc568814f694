import type { TaskDraft } from "./task-draft.js";

/** What is decided as one: a time means little without its date. */
const units = {
  title: ["title"],
  notes: ["notes"],
  due: ["dueDate", "dueTime"],
  priority: ["priority"],
  labels: ["labels"],
} as const satisfies Record<string, readonly (keyof TaskDraft)[]>;

export type DraftUnit = keyof typeof units;

const unitKeys: readonly DraftUnit[] = ["title", "notes", "due", "priority", "labels"];

/** A change here that meets another one, made elsewhere to the same task. */
export interface TaskConflict {
  readonly mine: TaskDraft;
  readonly theirs: TaskDraft;
  /** What was changed here, and is different there. */
  readonly differing: readonly DraftUnit[];
  /** What was changed there alone: it stays, whatever is decided. */
  readonly theirsAlone: readonly DraftUnit[];
}

/** Undefined if nothing that was changed here was changed there too, other than to the same. */
export function findConflict(base: TaskDraft, mine: TaskDraft, theirs: TaskDraft): TaskConflict | undefined {
  const changedHere = unitKeys.filter((unit) => isDifferent(unit, base, mine));
  const changedThere = unitKeys.filter((unit) => isDifferent(unit, base, theirs));
  const differing = changedHere.filter((unit) => isDifferent(unit, mine, theirs));
  if (!differing.some((unit) => changedThere.includes(unit))) return undefined;
  return { mine, theirs, differing, theirsAlone: changedThere.filter((unit) => !changedHere.includes(unit)) };
}

/** Their draft, with what was changed here put on top. */
export function mergeDrafts(base: TaskDraft, mine: TaskDraft, theirs: TaskDraft): TaskDraft {
  const pick = (unit: DraftUnit) => (isDifferent(unit, base, mine) ? mine : theirs);
  return {
    title: pick("title").title,
    notes: pick("notes").notes,
    dueDate: pick("due").dueDate,
    dueTime: pick("due").dueTime,
    priority: pick("priority").priority,
    labels: pick("labels").labels,
  };
}

function isDifferent(unit: DraftUnit, a: TaskDraft, b: TaskDraft): boolean {
  return units[unit].some((field) => JSON.stringify(a[field]) !== JSON.stringify(b[field]));
}
