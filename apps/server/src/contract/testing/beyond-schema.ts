import type { Draft } from "./draft.js";
import { isRecord } from "./is-record.js";
import type { Operation } from "./open-api.js";

/** What a request breaks although its schemas take it: rules that JSON Schema can't say, and the document tells in words. */
export interface Broken {
  /** Where, by the last part of a fault's pointer. */
  readonly field: string;
  /** Whether it must be refused, or may be. */
  readonly surely: boolean;
}

/** Zones that every server knows, and those that none does. */
export const TIME_ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/St_Johns",
  "Pacific/Apia",
  "Asia/Kathmandu",
  "Africa/Monrovia",
];
export const NO_TIME_ZONES = ["Mars/Olympus", "+05:30", "Europe/Berlin ", "GMT+25"];

const PARTS = ["title", "name", "labels", "label", "q"];
const INSTANTS = ["dueAfter", "dueBefore", "completedAt", "dueAt", "createdAt", "updatedAt", "deletedAt", "expiresAt"];

export function brokenRules(operation: Operation, draft: Draft): Broken[] {
  const parts = [draft.query, ...partsOf(draft.body)];
  return [...parts.flatMap((part) => brokenIn(operation, part)), ...clashes(draft)];
}

/** Whether it names another user than the caller: that is refused before the rest is looked at. */
export function namesOther(draft: Draft, userId: string): boolean {
  return [draft.query, ...partsOf(draft.body)].some(
    (part) => part["userId"] !== undefined && part["userId"] !== userId,
  );
}

function partsOf(body: unknown): Record<string, unknown>[] {
  if (!isRecord(body)) return [];
  const operations = body["operations"];
  return [body, ...(Array.isArray(operations) ? operations.filter(isRecord) : [])];
}

function brokenIn(operation: Operation, part: Readonly<Record<string, unknown>>): Broken[] {
  const broken: Broken[] = [];
  const add = (field: string, surely = true) => broken.push({ field, surely });
  const text = (field: string) => (typeof part[field] === "string" ? part[field] : undefined);

  for (const field of PARTS) {
    if ([part[field]].flat().some((value) => typeof value === "string" && value.trim() === "")) add(field);
  }
  if (text("q") !== undefined && !/[\p{L}\p{N}]/u.test(text("q") ?? "")) add("q", false);
  const zone = text("timeZone");
  if (zone !== undefined && !TIME_ZONES.includes(zone)) add("timeZone", NO_TIME_ZONES.includes(zone));
  const date = text("dueDate");
  if (date !== undefined && (date < "0001-01-02" || date > "9999-12-30")) add("dueDate");
  // A change may find a date already there.
  const isChange = operation.method === "PATCH" || part["operation"] === "update";
  if (text("dueTime") !== undefined && date === undefined && !(isChange && part["dueDate"] !== null)) add("dueTime");
  for (const field of INSTANTS) {
    const instant = text(field);
    if (instant !== undefined && /\.\d{3}\d*[1-9]/.test(instant)) add(field);
    // Of the first and last years, not all are years of the database's.
    if (instant !== undefined && /^(?:0000|0001-01-01|9999-12-31)/.test(instant)) add(field, false);
  }
  const expires = text("expiresAt");
  if (expires !== undefined && !(Date.parse(expires) > Date.now())) add("expiresAt");
  const sort = text("sort") ?? "";
  if (sort.endsWith("position") && part["parentId"] === undefined) add("sort");
  if (sort.endsWith("relevance") && part["q"] === undefined) add("sort");
  return broken;
}

function clashes({ path, body }: Draft): Broken[] {
  if (!isRecord(body) || body["id"] === undefined || path["id"] === undefined) return [];
  const { id } = body;
  return typeof id === "string" && id.toLowerCase() === path["id"].toLowerCase() ? [] : [{ field: "id", surely: true }];
}
