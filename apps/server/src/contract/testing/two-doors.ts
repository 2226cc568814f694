import superjson from "superjson";
import { isRecord } from "./is-record.js";
import type { RestRoute } from "./procedure-routes.js";
import { type Answer, parseBody, send, type Wire } from "./wire.js";

/** What a call came to, as both doors tell it. */
export interface Outcome {
  /** Of what failed. */
  readonly status?: number;
  readonly code?: unknown;
  /** For people: the problem's detail or title, and tRPC's message. */
  readonly message?: unknown;
  readonly errors?: readonly unknown[];
  readonly output?: unknown;
}

export type Input = Readonly<Record<string, unknown>>;

/** Fields that are instants: text at REST, a `Date` at tRPC. */
const INSTANTS = new Set([
  "dueAfter",
  "dueBefore",
  "expiresAt",
  "completedAt",
  "dueAt",
  "createdAt",
  "updatedAt",
  "deletedAt",
]);

export async function callRest(url: string, route: RestRoute, input: Input, token: string): Promise<Outcome> {
  const answer = await send(url, writeRest(route, input), token);
  if (answer.status < 400) return { output: answer.text === "" ? undefined : parseBody(answer) };
  const problem = parseBody(answer);
  if (!isRecord(problem)) throw new TypeError(`No problem: ${answer.text}`);
  const { status, code, detail, title, errors = [] } = problem;
  return { status: Number(status), code, message: detail ?? title, errors: sorted(errors) };
}

function writeRest({ method, path, fieldsOfPath, headers }: RestRoute, input: Input): Wire {
  const target = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])));
  const carried = Object.entries(headers).flatMap(([field, name]): [string, string][] => {
    const text = writeHeader(field, input[field]);
    return text === undefined ? [] : [[name, text]];
  });
  const rest = Object.entries(input).filter(
    ([field, value]) => !fieldsOfPath.includes(field) && headers[field] === undefined && value !== undefined,
  );
  if (method === "GET" || method === "DELETE") {
    const pairs = rest.flatMap(([name, value]) =>
      [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(String(one))}`),
    );
    return {
      method,
      target: pairs.length > 0 ? `${target}?${pairs.join("&")}` : target,
      headers: Object.fromEntries(carried),
    };
  }
  return {
    method,
    target,
    headers: { ...Object.fromEntries(carried), "content-type": "application/json" },
    body: JSON.stringify(Object.fromEntries(rest)),
  };
}

/** As the field's header says it. */
function writeHeader(field: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (field === "onlyCreate") return value === true ? "*" : undefined;
  if (field !== "ifVersion" || value === "*") return typeof value === "string" ? value : JSON.stringify(value);
  return [value]
    .flat()
    .map((version) => `"${JSON.stringify(version)}"`)
    .join(", ");
}

export async function callTrpc(
  url: string,
  { name, isQuery, ...route }: RestRoute,
  input: Input,
  token: string,
): Promise<Outcome> {
  const dated = Object.entries(input).map(([field, value]) => [
    field,
    INSTANTS.has(field) && isInstant(value) ? new Date(value) : value,
  ]);
  const payload = JSON.stringify(superjson.serialize(Object.fromEntries(dated)));
  const target = `/api/trpc/${name}`;
  const answer = await send(
    url,
    isQuery
      ? { method: "GET", target: `${target}?input=${encodeURIComponent(payload)}`, headers: {} }
      : { method: "POST", target, headers: { "content-type": "application/json" }, body: payload },
    token,
  );
  return readTrpc(answer, route);
}

function isInstant(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
}

function readTrpc(answer: Answer, route: Pick<RestRoute, "method" | "fieldsOfPath" | "headers">): Outcome {
  const {
    result,
    error,
  }: { result?: { data: Parameters<typeof superjson.deserialize>[0] }; error?: { json: TrpcError } } = JSON.parse(
    answer.text,
  );
  if (result) {
    const output: unknown = superjson.deserialize(result.data);
    return { output: output === undefined ? undefined : JSON.parse(JSON.stringify(output)) };
  }
  if (!error) throw new TypeError(`Not of tRPC: ${answer.text}`);
  const { message, data } = error.json;
  const errors = data.errors.map((fault) => ({ ...fault, pointer: atRest(fault.pointer, route) }));
  return { status: answer.status, code: data.code, message, errors: sorted(errors) };
}

interface TrpcError {
  readonly message: string;
  readonly data: { readonly code: string; readonly errors: readonly { readonly pointer: string }[] };
}

/** Where REST has the part of the input that tRPC points to. */
function atRest(
  pointer: string,
  { method, fieldsOfPath, headers }: Pick<RestRoute, "method" | "fieldsOfPath" | "headers">,
) {
  const [, field = ""] = pointer.split("/");
  if (fieldsOfPath.includes(field)) return `path.${field}`;
  const header = headers[field];
  if (header !== undefined) return `header.${header}`;
  return method === "GET" || method === "DELETE" ? `query.${field}` : pointer;
}

function sorted(errors: unknown): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(errors) ? errors : [];
  return list.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

const OWN = new Set([
  "userId",
  "email",
  "key",
  "start",
  "nextCursor",
  "createdAt",
  "updatedAt",
  "completedAt",
  "deletedAt",
]);

/** Without what is another for each user, and each time. */
export function withoutOwn(value: unknown, isId: (id: unknown) => boolean): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutOwn(item, isId));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const isOwn = OWN.has(name) || (name === "id" && !isId(part));
      return [name, isOwn && part !== null ? typeof part : withoutOwn(part, isId)];
    }),
  );
}
