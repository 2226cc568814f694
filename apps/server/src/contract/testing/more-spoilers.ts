import { SignJWT } from "jose";
import { writeDraft } from "./draft.js";
import type { Schema } from "./open-api.js";
import type { Spoil, Spoiling } from "./spoilers.js";
import { SCOPES, type World } from "./world.js";

const BAD_TEXTS = [
  "",
  " ",
  "nonsense",
  "TRUE",
  "yes",
  "1.5",
  "-1",
  "0",
  "101",
  "0x10",
  "1e400",
  "١٢",
  "9".repeat(30),
  "null",
  "[]",
  "2026-02-30T00:00:00Z",
  "2026-11-25",
  "yesterday",
  "2026-11-25T12:00:00",
  "createdat",
  "--title",
  "x".repeat(5000),
];

/** What a text in a query or path can stand for. */
function meanings(text: string): unknown[] {
  const isOther = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$|^true$|^false$/i.test(text);
  return isOther ? [text, JSON.parse(text.toLowerCase())] : [text];
}

function isTaken({ checks }: Spoiling, schema: Schema, text: string): boolean {
  const one = schema.type === "array" ? { ...schema, type: "array" } : schema;
  return meanings(text).some((value) => checks.isValid(one, schema.type === "array" ? [value] : value));
}

/** Fields whose schema is any text, but who sees them refuses them as another user's. */
const NOT_SPOILED = new Set(["userId"]);

const wrongQuery: Spoil = (spoiling) => {
  const { operation, draft } = spoiling;
  const here = operation.parameters.filter(({ in: place, name }) => place === "query" && !NOT_SPOILED.has(name));
  const parameter = spoiling.pick(here);
  const text = spoiling.pick(BAD_TEXTS);
  if (!parameter || text === undefined || isTaken(spoiling, parameter.schema, text)) return undefined;
  const query = { ...draft.query, [parameter.name]: text };
  return { wire: writeDraft(operation, { ...draft, query }), statuses: [422], field: parameter.name };
};

const repeatedQuery: Spoil = (spoiling) => {
  const { operation, draft } = spoiling;
  const here = operation.parameters.filter(
    ({ in: place, name, schema }) => place === "query" && schema.type !== "array" && draft.query[name] !== undefined,
  );
  const name = spoiling.pick(here.filter((one) => !NOT_SPOILED.has(one.name)))?.name;
  if (name === undefined) return undefined;
  const query = { ...draft.query, [name]: [draft.query[name], draft.query[name]] };
  return { wire: writeDraft(operation, { ...draft, query }), statuses: [422], field: name };
};

const unknownQuery: Spoil = (spoiling) => {
  const { operation, draft } = spoiling;
  const name =
    spoiling.pick(["unknown", "Limit", "limit[]", "filter[a]", "", "constructor", "__proto__", "ifVersion", "😀"]) ??
    "unknown";
  return {
    wire: writeDraft(operation, { ...draft, query: { ...draft.query, [name]: "1" } }),
    statuses: [422],
    field: name,
  };
};

const brokenQuery: Spoil = (spoiling) => {
  const wire = writeDraft(spoiling.operation, spoiling.draft);
  const broken = spoiling.pick(["%", "a=%f", "%zz=1", "a=%ff", "a=%ed%a0%80"]) ?? "%";
  return {
    wire: { ...wire, target: `${wire.target}${wire.target.includes("?") ? "&" : "?"}${broken}` },
    statuses: [400],
  };
};

const wrongPath: Spoil = (spoiling) => {
  const { operation, draft } = spoiling;
  const parameter = spoiling.pick(operation.parameters.filter(({ in: place }) => place === "path"));
  const text = spoiling.pick([
    "nonsense",
    "0",
    "x".repeat(65),
    "e0000000-0000-4000-8000-00000000000g",
    "\u0000",
    "{id}",
    "a/b",
    "🔑".repeat(65),
  ]);
  if (!parameter || text === undefined || isTaken(spoiling, parameter.schema, text)) return undefined;
  const path = { ...draft.path, [parameter.name]: text };
  return { wire: writeDraft(operation, { ...draft, path }), statuses: [422], field: parameter.name };
};

const BAD_HEADERS: Readonly<Record<string, readonly string[]>> = {
  "If-Match": ["abc", '"open', "1", "W/1", "", '"a" "b"', "*, *", "'1'"],
  "If-None-Match": ['"1"', "W/*", "**"],
  "Idempotency-Key": ["", "a b", "é", "x".repeat(256), "a\tb"],
};

const wrongHeader: Spoil = (spoiling) => {
  const { operation, draft } = spoiling;
  // A GET's `If-None-Match` is ignored where it can't be read (RFC 9110, section 13.1.2).
  const here = operation.parameters.filter(
    ({ in: place, name }) => place === "header" && BAD_HEADERS[name] && operation.method !== "GET",
  );
  const name = spoiling.pick(here)?.name;
  const value = name === undefined ? undefined : spoiling.pick(BAD_HEADERS[name] ?? []);
  if (name === undefined || value === undefined) return undefined;
  return {
    wire: writeDraft(operation, { ...draft, headers: { ...draft.headers, [name]: value } }),
    statuses: [400],
    field: name,
  };
};

const wrongAccept: Spoil = (spoiling) => {
  const { operation, draft } = spoiling;
  if (!operation.responses.has(406)) return undefined;
  const accept =
    spoiling.pick(["text/html", "application/xml", "application/json;q=0", "image/*", "text/*, */*;q=0"]) ??
    "text/html";
  return { wire: writeDraft(operation, { ...draft, headers: { ...draft.headers, accept } }), statuses: [406] };
};

export const otherSpoilers: readonly (readonly [string, Spoil])[] = Object.entries({
  wrongQuery,
  repeatedQuery,
  unknownQuery,
  brokenQuery,
  wrongPath,
  wrongHeader,
  wrongAccept,
});

/** What is sent instead of a good token, and what it is answered by. */
export interface BadToken {
  readonly what: string;
  readonly authorization: string | undefined;
  readonly status: 401 | 403;
}

/** For an operation that needs the scope. */
export async function badTokens(world: World, scope: string): Promise<BadToken[]> {
  const { secret, url, ada } = world;
  const good = await world.tokenWith(SCOPES);
  const mint = async (claims: Record<string, unknown>) =>
    new SignJWT({ iss: url, aud: url, sub: ada.userId, exp: Math.floor(Date.now() / 1000) + 60, ...claims })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new TextEncoder().encode(secret));
  const unauthenticated = {
    "no token": undefined,
    "an empty token": "Bearer ",
    "another scheme": `Basic ${Buffer.from("ada:ada-password").toString("base64")}`,
    "a token without its scheme": good,
    garbage: "Bearer a.b.c",
    "an unknown key": "Bearer typedo_0000000000000000000000000000000000000000000000000000000000000000",
    "an expired token": `Bearer ${await mint({ exp: 1 })}`,
    "a token of another service": `Bearer ${await mint({ aud: "https://elsewhere.example" })}`,
    "half a token": `Bearer ${good.slice(0, -10)}`,
  };
  const without = SCOPES.filter((one) => one !== scope);
  return [
    ...Object.entries(unauthenticated).map(([what, authorization]) => ({ what, authorization, status: 401 }) as const),
    { what: `a token without ${scope}`, authorization: `Bearer ${await world.tokenWith(without)}`, status: 403 },
    { what: "a token without scopes", authorization: `Bearer ${await mint({ scope: "" })}`, status: 403 },
  ];
}
