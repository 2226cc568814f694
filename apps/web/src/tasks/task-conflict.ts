import { isDraftField, type TaskDraft } from "./task-draft.js";

/** What is decided as one: a time means little without its date. */
const unitOf = {
  title: "title",
  notes: "notes",
  dueDate: "due",
  dueTime: "due",
  priority: "priority",
  labels: "labels",
} as const satisfies Record<keyof TaskDraft, string>;

export type DraftUnit = (typeof unitOf)[keyof TaskDraft];

const unitKeys: readonly DraftUnit[] = [...new Set(Object.values(unitOf))];
const fields = Object.keys(unitOf).filter(isDraftField);

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
  const pick = <F extends keyof TaskDraft>(field: F) => (isDifferent(unitOf[field], base, mine) ? mine : theirs)[field];
  return {
    title: pick("title"),
    notes: pick("notes"),
    dueDate: pick("dueDate"),
    dueTime: pick("dueTime"),
    priority: pick("priority"),
    labels: pick("labels"),
  };
}

function isDifferent(unit: DraftUnit, a: TaskDraft, b: TaskDraft): boolean {
  return fields.some((field) => unitOf[field] === unit && JSON.stringify(a[field]) !== JSON.stringify(b[field]));
}
