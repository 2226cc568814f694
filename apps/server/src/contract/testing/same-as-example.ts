import { isRecord } from "./is-record.js";

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Fields that differ each time, and the form that they have; all else must be equal. */
const VARYING: Readonly<Record<string, RegExp>> = {
  userId: UUID,
  requestId: UUID,
  createdAt: INSTANT,
  updatedAt: INSTANT,
  completedAt: INSTANT,
  deletedAt: INSTANT,
  lastUsedAt: INSTANT,
  seq: /^\d+$/,
  nextCursor: /^[\w-]+$/,
  start: /^typedo_\w{5}$/,
  key: /^typedo_\w{64}$/,
};

/**
 * What an example of the document says, compared with what came.
 *
 * @param chosen Ids that the example's request chose: they are equal; others are some id.
 * @returns each difference in words; none: the example is true
 */
export function differences(example: unknown, actual: unknown, chosen: string, at = ""): string[] {
  if (Array.isArray(example)) {
    if (!Array.isArray(actual) || actual.length !== example.length) return [`${at}: ${JSON.stringify(actual)}`];
    return example.flatMap((item, index) => differences(item, actual[index], chosen, `${at}/${index}`));
  }
  if (isRecord(example)) {
    if (!isRecord(actual)) return [`${at}: ${JSON.stringify(actual)}`];
    const names = new Set([...Object.keys(example), ...Object.keys(actual)]);
    return [...names].flatMap((name) => differences(example[name], actual[name], chosen, `${at}/${name}`));
  }
  if (Object.is(example, actual)) return [];
  const field = at.slice(at.lastIndexOf("/") + 1);
  const form = field === "id" && !chosen.includes(String(example)) ? UUID : VARYING[field];
  const isLike = typeof example === "string" && typeof actual === "string" && form?.test(example) && form.test(actual);
  return isLike ? [] : [`${at}: ${JSON.stringify(actual)} instead of ${JSON.stringify(example)}`];
}
