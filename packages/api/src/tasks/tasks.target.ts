import { type ReadTransaction, statements, tasks } from "@typedo/db";
import { and, eq, inArray, isNull, type Placeholder, sql } from "drizzle-orm";
import { ApiError } from "../errors.js";
import { NothingChanged } from "../trpc.js";
import type { IfVersion } from "./tasks.schema.js";

/** Which task a change is meant for. */
export interface Target {
  readonly userId: string;
  readonly id: string;
  readonly ifVersion: IfVersion;
  /** Also one in the trash. */
  readonly trashed?: boolean;
}

/** `put` would create what is not there, `new` wants nothing to be there. */
export type Kind = "put" | "new";

/** A target with placeholders for its values. */
interface Pattern {
  readonly userId: Placeholder;
  readonly id: Placeholder;
  readonly versions: readonly Placeholder[] | undefined;
  readonly trashed: boolean | undefined;
}

/** What statements for a target have in common: versions are so many, and the trash is looked into or not. */
export function patternOf({ ifVersion, trashed = false }: Target): string {
  return `${versionsOf(ifVersion)?.length ?? "any"} ${trashed}`;
}

export function placeholdersFor({ ifVersion, trashed }: Target): Pattern {
  const versions = versionsOf(ifVersion)?.map((_, index) => sql.placeholder(`ofVersion${index}`));
  return { userId: sql.placeholder("ofUser"), id: sql.placeholder("ofTask"), versions, trashed };
}

export function valuesOf({ userId, id, ifVersion }: Target): Record<string, unknown> {
  const versions = versionsOf(ifVersion)?.map((version, index): [string, number] => [`ofVersion${index}`, version]);
  return { ofUser: userId, ofTask: id, ...Object.fromEntries(versions ?? []) };
}

function versionsOf(ifVersion: IfVersion): readonly number[] | undefined {
  return ifVersion === undefined || ifVersion === "*" ? undefined : [ifVersion].flat();
}

export function matching({ userId, id, versions, trashed }: Pattern) {
  return and(
    trashed ? ofId(userId, id) : notTrashed(userId, id),
    versions && (versions.length === 0 ? sql`false` : inArray(tasks.version, [...versions])),
  );
}

function ofId(userId: Placeholder, id: Placeholder) {
  return and(eq(tasks.userId, userId), eq(tasks.id, id));
}

export function notTrashed(userId: Placeholder, id: Placeholder) {
  return and(ofId(userId, id), isNull(tasks.deletedAt));
}

type Found = readonly { readonly version: number; readonly isTrashed: boolean }[];

const targetById = statements
  .select({ version: tasks.version, isTrashed: sql<boolean>`${tasks.deletedAt} is not null` })
  .from(tasks)
  .where(ofId(sql.placeholder("userId"), sql.placeholder("id")))
  .prepare("target_by_id");

/** What is there of the target's id; only a condition makes it worth a look. */
export async function findTarget(transaction: ReadTransaction, target: Target): Promise<Found | undefined> {
  const { userId, id, ifVersion } = target;
  return ifVersion === undefined ? undefined : transaction.run(targetById, { userId, id });
}

/**
 * Why no row was touched.
 *
 * @param found what was there just before, where that was looked at; otherwise it has to be, unless it is plain
 */
export function nothingChanged(
  target: Target,
  { kind, found }: { readonly kind?: Kind | undefined; readonly found?: Found | undefined } = {},
): ApiError | NothingChanged {
  if (found) return whyNothing(target, found, kind);
  if (target.ifVersion === undefined && kind !== "new") return kind === "put" ? inTrash() : noSuchTask();
  const { userId, id } = target;
  return new NothingChanged(async (transaction) =>
    whyNothing(target, await transaction.run(targetById, { userId, id }), kind),
  );
}

function whyNothing(target: Target, [row]: Found, kind: Kind | undefined): ApiError {
  if (row?.isTrashed && !target.trashed) return kind === undefined ? noSuchTask() : inTrash();
  if (!row && kind === undefined) return noSuchTask();
  if (!row && kind === "put") return preconditionFailed("There is no task of this id yet");
  // Changed by another between the look and the change: what was seen says nothing.
  if (!row || versionsOf(target.ifVersion)?.includes(row.version)) return preconditionFailed();
  return preconditionFailed(`The task is there, in version ${row.version}`);
}

function preconditionFailed(detail?: string): ApiError {
  return new ApiError("precondition_failed", detail === undefined ? {} : { detail });
}

function inTrash(): ApiError {
  return new ApiError("not_found", {
    detail: "The task of this id is in the trash: restore it, or delete it for good, first",
  });
}

export function noSuchTask(): ApiError {
  return new ApiError("not_found", { detail: "There is no such task" });
}
