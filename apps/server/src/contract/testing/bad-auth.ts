import type { Wire } from "./wire.js";

const JSON_TYPE = { "content-type": "application/json" };
const SIGN_IN = "/api/auth/sign-in/email";
const SIGN_OUT = "/api/auth/sign-out";
/** Ada's own: what is refused is refused although they are right. */
const CREDENTIALS = { email: "tester@example.com", password: "tester-password" };
const asJson = JSON.stringify(CREDENTIALS);
const asForm = new URLSearchParams(CREDENTIALS).toString();

type Call = readonly [name: string, status: number, wire: Wire];

const post = (target: string, headers: Record<string, string>, body: string): Wire => ({
  method: "POST",
  target,
  headers,
  body,
});

const methods: readonly Call[] = ["TRACE", "QUERY", "PROPFIND", "M-SEARCH", "PUT", "PATCH", "DELETE"].flatMap(
  (method) =>
    [
      [SIGN_IN, 405],
      ["/api/auth/get-session", 405],
      ["/api/auth/reset-password/a-token", 405],
      ["/api/auth/nothing", 404],
      // Better Auth has it, and it is not served.
      ["/api/auth/delete-user", 404],
    ].map(([target, status]): Call => [
      `${method} ${target}`,
      Number(status),
      { method, target: String(target), headers: {} },
    ]),
);

const large = "x".repeat(1024 * 1024 + 1);
const order: readonly Call[] = [
  ["a large body for an unknown method", 405, { method: "PUT", target: SIGN_IN, headers: JSON_TYPE, body: large }],
  ["a large body for an unknown path", 404, post("/api/auth/nothing", JSON_TYPE, large)],
  ["a large body", 413, post(SIGN_IN, JSON_TYPE, large)],
  ["a large form", 415, post(SIGN_IN, { "content-type": "application/x-www-form-urlencoded" }, large)],
];

const types: readonly Call[] = [
  "application/x-www-form-urlencoded",
  "APPLICATION/X-WWW-FORM-URLENCODED; charset=utf-8",
  "multipart/form-data; boundary=x",
  "text/plain",
  "application/octet-stream",
  "application/jsonp",
  "application/x-www-form-urlencoded+json",
  "text/application/json",
  "application/json, application/x-www-form-urlencoded",
  "application/json; charset=utf-16",
  "nonsense",
  "",
].flatMap((type) =>
  [SIGN_IN, "/api/auth/sign-up/email", SIGN_OUT].flatMap((target): readonly Call[] => {
    const headers = { "content-type": type };
    return [
      [`JSON as ${JSON.stringify(type)} to ${target}`, 415, post(target, headers, asJson)],
      [`a form as ${JSON.stringify(type)} to ${target}`, 415, post(target, headers, asForm)],
    ];
  }),
);

const bodies: readonly Call[] = [
  ["a body without a type", 415, post(SIGN_IN, {}, asJson)],
  ["a compressed body", 415, post(SIGN_IN, { ...JSON_TYPE, "content-encoding": "gzip" }, asJson)],
  ["a body that is no JSON", 400, post(SIGN_IN, JSON_TYPE, "{")],
  ["a form that is called JSON", 400, post(SIGN_IN, JSON_TYPE, asForm)],
  ["another password", 401, post(SIGN_IN, JSON_TYPE, JSON.stringify({ ...CREDENTIALS, password: "not-the-password" }))],
];

const EVIL = "http://evil.example";
const reset = (more: object): Wire =>
  post("/api/auth/request-password-reset", JSON_TYPE, JSON.stringify({ email: CREDENTIALS.email, ...more }));
const origins: readonly Call[] = [
  ["a link that leads elsewhere", 403, reset({ redirectTo: `${EVIL}/` })],
  ["a call back to elsewhere", 403, reset({ callbackURL: `${EVIL}/` })],
  ["a cookie without an origin", 403, { method: "POST", target: SIGN_OUT, headers: { cookie: "a=b" } }],
  [
    "a cookie from a foreign origin",
    403,
    { method: "POST", target: SIGN_OUT, headers: { cookie: "a=b", origin: EVIL } },
  ],
  ["a sign-in from a foreign origin", 403, post(SIGN_IN, { ...JSON_TYPE, origin: EVIL }, asJson)],
];

/** Calls of `/api/auth` that are refused, and by which status. */
export const badAuth: readonly Call[] = [...methods, ...order, ...types, ...bodies, ...origins];
