import { gzipSync } from "node:zlib";
import type { AnswerChecks } from "./answer-checks.js";
import { type Draft, writeDraft } from "./draft.js";
import { isRecord } from "./is-record.js";
import { type OpenApi, type Operation, resolveSchema, type Schema } from "./open-api.js";
import type { Wire } from "./wire.js";

/** A request that must be refused, and how. */
export interface Spoiled {
  readonly wire: Wire;
  /** One of these. */
  readonly statuses: readonly number[];
  /** What a fault's pointer must name; undefined: none has to. */
  readonly field?: string;
}

export interface Spoiling {
  readonly document: OpenApi;
  readonly checks: Pick<AnswerChecks, "isValid">;
  readonly operation: Operation;
  /** Nothing is wrong with it. */
  readonly draft: Draft;
  /** One of them, by chance. */
  pick<T>(from: readonly T[]): T | undefined;
}

/** Makes a request wrong in one way; undefined: this one can't be. */
export type Spoil = (spoiling: Spoiling) => Spoiled | undefined;

const JSON_TYPE = "application/json";

const BAD_VALUES: readonly unknown[] = [
  12_345,
  -1,
  0,
  1.5,
  1e21,
  true,
  false,
  null,
  "",
  "text",
  [],
  [1],
  [null],
  {},
  { a: 1 },
  "2026-02-30",
  "2026-13-01",
  "2026-11-25T24:00:00Z",
  "2026-02-30T00:00:00Z",
  "2026-11-25 12:00:00Z",
  "infinity",
  "25:00",
  "24:00",
  "12:60",
  "9:00",
  "not-a-uuid",
  "e0000000-0000-4000-8000-00000000000",
  "URGENT",
  "high ",
  "x".repeat(101),
  "x".repeat(501),
  "👍".repeat(501),
  "x".repeat(16_385),
  Array.from({ length: 21 }, () => "x"),
];

const withBody = (draft: Draft, body: unknown): Draft => ({
  ...draft,
  contentType: draft.contentType ?? JSON_TYPE,
  body,
});

/** The body's schema, if there is to be one. */
function bodySchema({ document, operation }: Spoiling): Schema | undefined {
  const schema = operation.bodies.get(JSON_TYPE);
  return schema && resolveSchema(document, schema);
}

/** A body that is an object, or else an empty one. */
function objectOf({ draft: { body } }: Spoiling): Record<string, unknown> {
  return isRecord(body) ? body : {};
}

const wrongField: Spoil = (spoiling) => {
  const schema = bodySchema(spoiling);
  const field = schema && spoiling.pick(Object.keys(schema.properties ?? {}));
  if (!schema || field === undefined) return undefined;
  const body = { ...objectOf(spoiling), [field]: spoiling.pick(BAD_VALUES) };
  if (field === "userId" || spoiling.checks.isValid(schema, body)) return undefined;
  return { wire: writeDraft(spoiling.operation, withBody(spoiling.draft, body)), statuses: [422], field };
};

const missingField: Spoil = (spoiling) => {
  const schema = bodySchema(spoiling);
  const field = spoiling.pick(schema?.required ?? []);
  if (field === undefined) return undefined;
  const { [field]: _left, ...body } = objectOf(spoiling);
  return { wire: writeDraft(spoiling.operation, withBody(spoiling.draft, body)), statuses: [422], field };
};

const unknownField: Spoil = (spoiling) => {
  const field = spoiling.pick([
    "unknown",
    "Title",
    "title ",
    "",
    "user_id",
    "ifVersion",
    "idempotencyKey",
    "onlyCreate",
    "$where",
    "0",
    "😀",
  ]);
  if (!bodySchema(spoiling) || field === undefined) return undefined;
  const body = { ...objectOf(spoiling), [field]: spoiling.pick(BAD_VALUES) };
  return { wire: writeDraft(spoiling.operation, withBody(spoiling.draft, body)), statuses: [422], field };
};

/** In a text of the body, wherever it is: what PostgreSQL would refuse. */
const nulInText: Spoil = (spoiling) => {
  const fields = Object.entries(objectOf(spoiling)).filter(
    ([name, value]) => typeof value === "string" && name !== "userId",
  );
  const [field, value] = spoiling.pick(fields) ?? [];
  if (field === undefined) return undefined;
  const body = { ...objectOf(spoiling), [field]: `${String(value)}\u0000` };
  return { wire: writeDraft(spoiling.operation, withBody(spoiling.draft, body)), statuses: [422], field };
};

const notAnObject: Spoil = (spoiling) => {
  if (!bodySchema(spoiling)) return undefined;
  const body = spoiling.pick<unknown>([[], [{}], "text", 1, true, null]);
  return { wire: writeDraft(spoiling.operation, withBody(spoiling.draft, body)), statuses: [422] };
};

/** A body that is no JSON, or no body. */
const unreadableBody: Spoil = (spoiling) => {
  const schema = bodySchema(spoiling);
  if (!schema) return undefined;
  const [first = "a"] = Object.keys(schema.properties ?? {});
  const nested = `{"${first}":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  const raw = spoiling.pick<Buffer | string>([
    "{",
    "{'a':1}",
    '{"a":1,}',
    "NaN",
    "{} x",
    '{"a":01}',
    '{"a":"\t"}',
    "<a/>",
    "undefined",
    " ",
    `{"${first}":"\\ud800"}`,
    `{"${first}":"\\udc00\\ud800"}`,
    `{"\\ud800":1}`,
    nested,
    '{"__proto__":{"a":1}}',
    '{"constructor":{"prototype":{"a":1}}}',
    Buffer.from([0x7b, 0xff, 0x7d]),
    Buffer.from('{"a":"é"}', "latin1"),
    Buffer.from("{}", "utf16le"),
    ...(spoiling.operation.bodyRequired ? [""] : []),
  ]);
  if (raw === undefined) return undefined;
  const wire = writeDraft(spoiling.operation, withBody(spoiling.draft, {}));
  return { wire: { ...wire, body: raw }, statuses: [400] };
};

const hugeNumber: Spoil = (spoiling) => {
  const schema = bodySchema(spoiling);
  const field = schema && spoiling.pick(Object.keys(schema.properties ?? {}).filter((name) => name !== "userId"));
  if (field === undefined) return undefined;
  const wire = writeDraft(spoiling.operation, withBody(spoiling.draft, { ...objectOf(spoiling), [field]: "HUGE" }));
  const number = spoiling.pick(["1e400", "-1e400", "1E+9999", "9".repeat(400)]);
  return { wire: { ...wire, body: String(wire.body).replace('"HUGE"', String(number)) }, statuses: [422], field };
};

const wrongContentType: Spoil = (spoiling) => {
  if (!bodySchema(spoiling)) return undefined;
  const { "content-type": _left, ...headers } = writeDraft(spoiling.operation, withBody(spoiling.draft, {})).headers;
  const type = spoiling.pick([
    "text/plain",
    "application/xml",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "application/json; charset=utf-16",
    "application/jsonx",
    "application/json-seq",
    "nonsense",
    "*/*",
    "text/json",
    undefined,
  ]);
  const wire = writeDraft(spoiling.operation, withBody(spoiling.draft, objectOf(spoiling)));
  return {
    wire: { ...wire, headers: { ...headers, ...(type !== undefined && { "content-type": type }) } },
    statuses: [415],
  };
};

const compressedBody: Spoil = (spoiling) => {
  if (!bodySchema(spoiling)) return undefined;
  const wire = writeDraft(spoiling.operation, withBody(spoiling.draft, objectOf(spoiling)));
  const headers = {
    ...wire.headers,
    "content-encoding": spoiling.pick(["gzip", "GZIP", "br", "gzip, gzip", "x"]) ?? "gzip",
  };
  return { wire: { ...wire, headers, body: gzipSync(String(wire.body)) }, statuses: [415] };
};

/** So far, a whole body is sent; a larger one is announced alone, since who refuses it need not read it. */
const SENT_WHOLE = 2 * 1024 * 1024;

const tooLarge: Spoil = (spoiling) => {
  const { operation, draft } = spoiling;
  if (!bodySchema(spoiling)) return undefined;
  const length = operation.bodyLimit + 1;
  const unknown = "x".repeat(Math.min(length, SENT_WHOLE));
  const wire = writeDraft(operation, withBody(draft, { ...objectOf(spoiling), unknown }));
  if (length < SENT_WHOLE) return { wire, statuses: [413] };
  return {
    wire: { ...wire, body: "{", headers: { ...wire.headers, "content-length": String(length) } },
    statuses: [413],
  };
};

const inBody: Readonly<Record<string, Spoil>> = {
  wrongField,
  missingField,
  unknownField,
  nulInText,
  notAnObject,
  unreadableBody,
  hugeNumber,
  wrongContentType,
  compressedBody,
  tooLarge,
};

export const bodySpoilers = Object.entries(inBody);
