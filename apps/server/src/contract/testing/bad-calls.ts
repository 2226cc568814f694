import type { Wire } from "./wire.js";

const ID = "e0000000-0000-4000-8000-000000000001";
const JSON_TYPE = { "content-type": "application/json" };
const body = '{"title":"a"}';

type Call = readonly [name: string, wire: Wire];

const post = (headers: Record<string, string>): Wire => ({ method: "POST", target: "/api/tasks", headers, body });
const patch = (headers: Record<string, string>): Wire => ({
  method: "PATCH",
  target: `/api/tasks/${ID}`,
  headers: { ...JSON_TYPE, ...headers },
  body,
});

const methods: readonly Call[] = [
  "TRACE",
  "PROPFIND",
  "LOCK",
  "MKCOL",
  "COPY",
  "REPORT",
  "PURGE",
  "LINK",
  "QUERY",
  "SEARCH",
].flatMap((method) =>
  ["/api/tasks", `/api/tasks/${ID}`, "/api/me", "/api/nothing"].map((target): Call => [
    `${method} ${target}`,
    { method, target, headers: {} },
  ]),
);

const accepts: readonly Call[] = [
  "text/html",
  "application/xml",
  "application/json;q=0",
  "application/json;q=0.0, text/html",
  "*/*;q=0",
  "application/*;q=0, */*",
  "nonsense",
  "text/event-stream",
  "application/problem+json",
].map((accept): Call => [`Accept: ${accept}`, { method: "GET", target: "/api/tasks", headers: { accept } }]);

const contentTypes: readonly Call[] = [
  "",
  "nonsense",
  "text/plain",
  "text/json",
  "application/xml",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "multipart/form-data; boundary=x",
  "application/json; charset=utf-16",
  "application/json; charset=latin1",
  "application/merge-patch+json",
  "application/json-patch+json",
  "application/jsonp",
  "application/json, text/plain",
  "json",
  "*/*",
  "application/*",
  "__proto__",
  `application/${"x".repeat(5000)}`,
].map((type): Call => [`Content-Type: ${type.slice(0, 40)}`, post({ "content-type": type })]);

const encodings: readonly Call[] = ["gzip", "br", "deflate", "zstd", "GZIP", "identity, gzip", "x", "gzip;q=0"].map(
  (encoding): Call => [`Content-Encoding: ${encoding}`, post({ ...JSON_TYPE, "content-encoding": encoding })],
);

const keys: readonly Call[] = ["", " ", "a b", "a\tb", "é", "\u00a0", "x".repeat(256), "x".repeat(8000)].map(
  (key): Call => [
    `Idempotency-Key: ${JSON.stringify(key.slice(0, 20))}`,
    post({ ...JSON_TYPE, "idempotency-key": key }),
  ],
);

const conditions: readonly Call[] = [
  "",
  "1",
  "abc",
  "W/",
  "W/1",
  '"',
  '"1',
  '1"',
  '""1""',
  "'1'",
  '"1" "2"',
  "*, *",
  '*, "1"',
  '"a b"',
  "W/*",
  'w/"1"',
  '"0"',
  '"-1"',
  '"01"',
  '"1.0"',
  '"1e0"',
  'W/"1"',
  '""',
  '"999999"',
  '"99999999999999999999"',
  `"${"9".repeat(5000)}"`,
  Array.from({ length: 101 }, (_, index) => `"${index + 100_000}"`).join(", "),
  `${",".repeat(5000)}"x"`,
  `"x"${" ,".repeat(4000)}`,
  `"${"x,".repeat(3000)}`,
].map((tag): Call => [`If-Match: ${tag.slice(0, 20)}`, patch({ "if-match": tag })]);

const onlyCreates: readonly Call[] = ['"1"', "**", "", "*, *", 'W/"1"'].map((tag): Call => [
  `If-None-Match: ${tag}`,
  { method: "PUT", target: `/api/tasks/${ID}`, headers: { ...JSON_TYPE, "if-none-match": tag }, body },
]);

const tokens: readonly Call[] = [
  "",
  "Bearer",
  "Bearer ",
  "Bearer a",
  "Bearer a.b.c",
  "Bearer ..",
  "Bearer null",
  "Bearer undefined",
  "Bearer é",
  "Basic YWRhOmFkYQ==",
  "Digest username=ada",
  "Token a",
  "typedo_a",
  "Bearer typedo_",
  "Bearer typedo_%00",
  `Bearer typedo_${"a".repeat(5000)}`,
  `Bearer ${"a".repeat(8000)}`,
  `Bearer ${"a.".repeat(3000)}`,
  `Bearer ${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"sub":"a"}').toString("base64url")}.`,
  `Bearer ${Buffer.from('{"alg":"HS256","crit":["x"],"x":1}').toString("base64url")}.e30.AAAA`,
  `Bearer ${Buffer.from('{"alg":"HS256","jku":"http://169.254.169.254/"}').toString("base64url")}.e30.AAAA`,
  "Bearer a, Bearer b",
].map((authorization): Call => [
  `Authorization: ${authorization.slice(0, 30)}`,
  { method: "GET", target: "/api/tasks", headers: { authorization } },
]);

/** With an `operations` of what is not one. */
const batches: readonly Call[] = [
  "null",
  "{}",
  "[]",
  "[null]",
  "[1]",
  '["create"]',
  "[[]]",
  "[{}]",
  '[{"operation":"drop"}]',
  '[{"operation":"__proto__"}]',
  '[{"operation":null}]',
  '[{"operation":["create"],"title":"a"}]',
  '[{"operation":"create"}]',
  '[{"operation":"create","title":"a"},{"operation":"create","title":""}]',
  '[{"operation":"create","title":"a","userId":"another"}]',
  `[{"operation":"update","id":"${ID}","title":null}]`,
  `[{"operation":"update","id":"${ID}","ifVersion":0}]`,
  `[{"operation":"update","id":"${ID}","ifVersion":-1}]`,
  `[{"operation":"update","id":"${ID}","ifVersion":1.5}]`,
  `[{"operation":"update","id":"${ID}","ifVersion":1e400}]`,
  `[{"operation":"update","id":"${ID}","ifVersion":"1"}]`,
  `[{"operation":"update","id":"${ID}","ifVersion":${JSON.stringify(Array.from({ length: 101 }, () => 1))}}]`,
  `[{"operation":"delete","id":"${ID}","permanent":"true"}]`,
  `[{"operation":"delete","id":"${ID}","idempotencyKey":"a"}]`,
  '[{"operation":"delete","id":"a0000000-0000-4000-8000-000000000001"}]',
  JSON.stringify(Array.from({ length: 501 }, () => ({ operation: "create", title: "a" }))),
  JSON.stringify(Array.from({ length: 20_000 }, () => ({}))),
].map((operations): Call => [
  `operations: ${operations.slice(0, 60)}`,
  { method: "POST", target: "/api/tasks/batch", headers: JSON_TYPE, body: `{"operations":${operations}}` },
]);

/** Requests that are refused for their method, headers or operations. */
export const badCalls: readonly Call[] = [
  ...methods,
  ...accepts,
  ...contentTypes,
  ...encodings,
  ...keys,
  ...conditions,
  ...onlyCreates,
  ...tokens,
  ...batches,
];
