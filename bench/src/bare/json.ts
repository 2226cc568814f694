import { PRIORITIES } from "@typedo/db";
import type { Row, Value } from "./lanes.js";

/** A row, in the order of the statements' columns, as the JSON that our server answers. */
export function taskJson(row: Row): string {
  // In the order of the statements' columns; `title_key` and `state` serve indexes alone.
  const [userId, id, title, , notes, completedAt, priority, dueDate, dueTime, zone, dueAt, labels, ...more] = row;
  const [parentId, position, createdAt, updatedAt, deletedAt, , version, seq] = more;
  return (
    `{"id":"${String(id)}","title":${JSON.stringify(title)},"notes":${JSON.stringify(notes)},` +
    `"completed":${completedAt !== null},"priority":"${PRIORITIES[Number(priority)] ?? "none"}",` +
    `"dueDate":${plain(dueDate)},"dueTime":${dueTime === null ? "null" : `"${String(dueTime).slice(0, 5)}"`},` +
    `"timeZone":${plain(zone)},"labels":${labelsJson(String(labels))},"parentId":${plain(parentId)},` +
    `"position":"${String(position)}","userId":${JSON.stringify(userId)},"completedAt":${instant(completedAt)},` +
    `"dueAt":${instant(dueAt)},"createdAt":${instant(createdAt)},"updatedAt":${instant(updatedAt)},` +
    `"deletedAt":${instant(deletedAt)},"version":${String(version)},"seq":"${String(seq)}"}`
  );
}

/** One row more than `limit` tells that there is a next page. Its cursor is not sealed: nobody reads it back here. */
export function pageJson(rows: readonly Row[], limit: number): string {
  let items = "";
  for (const [index, row] of rows.entries()) if (index < limit) items += (index === 0 ? "" : ",") + taskJson(row);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const cursor = last ? `"${Buffer.from(`${String(last[14])} ${String(last[1])}`).toString("base64url")}"` : "null";
  return `{"items":[${items}],"nextCursor":${cursor}}`;
}

/** Text in which nothing is to be escaped. */
function plain(value: Value | undefined): string {
  return value === null ? "null" : `"${String(value)}"`;
}

/** `2026-05-31 12:54:14.39+00`, as PostgreSQL writes it in UTC, as `2026-05-31T12:54:14.390Z`. */
export function instant(value: Value | undefined): string {
  if (value === null) return "null";
  const text = String(value);
  const fraction = text.slice(20, -3).padEnd(3, "0");
  return `"${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z"`;
}

/** `{home,"two words"}`, as PostgreSQL writes an array of text, as JSON. */
export function labelsJson(array: string): string {
  if (array === "{}") return "[]";
  const items = array.slice(1, -1).match(/"(?:[^"\\]|\\.)*"|[^,]+/gs) ?? [];
  return JSON.stringify(
    items.map((item) => (item.startsWith('"') ? item.slice(1, -1).replaceAll(/\\(.)/gs, "$1") : item)),
  );
}

/** An array of text as PostgreSQL reads it. */
export function arrayText(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(",")}}`;
}
