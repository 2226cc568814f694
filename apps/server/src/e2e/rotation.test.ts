import { createTestDatabase, type TestDatabase } from "@typedo/db/testing";
import { decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type FaultProxy, openFaultProxy } from "../faults/fault-proxy.js";
import { addressOf, SECRET, through } from "../faults/rig.js";
import { callApi, type Person, readJson, type RestPage, signUp } from "./person.js";
import { type SmtpListener, startSmtpServer } from "./smtp-server.js";
import { freePort, run, startTypedo, type TypedoProcess } from "./typedo-process.js";

const NEW = "the secret after the rotation, of more than 32 bytes";

let database: TestDatabase;
let proxy: FaultProxy;
let smtp: SmtpListener;
/** What people call it: the same whichever server answers. */
let origin: string;
let servers: readonly TypedoProcess[];
/** By its secrets: the old one, which takes the new one already; the new one, which takes the old one; and that alone. */
let before = "";
let during = "";
let after = "";

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await openFaultProxy(addressOf(database));
  smtp = await startSmtpServer();
  origin = `http://localhost:${await freePort()}`;
  servers = await Promise.all([serve(SECRET, NEW), serve(NEW, SECRET), serve(NEW)]);
  [before = "", during = "", after = ""] = servers.map(({ url }) => url);
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await smtp.close();
  await proxy.close();
  await database.close();
});

async function serve(secret: string, previous = ""): Promise<TypedoProcess> {
  return startTypedo("nowhere", {
    ...through(database, proxy.port),
    BETTER_AUTH_SECRET: secret,
    BETTER_AUTH_SECRET_PREVIOUS: previous,
    BETTER_AUTH_URL: origin,
    SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    MAIL_FROM: "typedo@example.com",
  });
}

async function auth(url: string, path: string, { cookie }: Pick<Person, "cookie">, body?: object): Promise<Response> {
  return fetch(`${url}/api/auth${path}`, {
    redirect: "manual",
    headers: { cookie, origin, ...(body && { "content-type": "application/json" }) },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
}

async function tokenAt(url: string, path: string, person: Pick<Person, "cookie">): Promise<string> {
  const { token } = await readJson<{ token: string }>(await auth(url, path, person));
  return token;
}

async function mailed(to: string, form: RegExp): Promise<string> {
  const find = () => {
    const texts = smtp.received.filter((mail) => mail.to.includes(to)).map(({ text }) => form.exec(text)?.[1]);
    return texts.find((one) => one !== undefined);
  };
  return vi.waitUntil(find, { timeout: 20_000, interval: 20 });
}

const signedBy = async (token: string, secret: string) =>
  jwtVerify(token, new TextEncoder().encode(secret)).then(
    () => true,
    () => false,
  );

/** Everything that somebody may have in hand at a moment. */
async function handsOf(url: string, name: string) {
  const person = await signUp(url, name, origin);
  for (const title of ["One", "Two", "Three"]) await callApi(url, person.token, "POST", "/api/tasks", { title });
  const page = await readJson<RestPage>(await callApi(url, person.token, "GET", "/api/tasks?limit=1"));
  const made = await callApi(url, person.token, "POST", "/api/me/keys", { name: "Program", scopes: ["tasks:read"] });
  const { key } = await readJson<{ key: string }>(made);
  const publicToken = await tokenAt(url, "/token", person);
  const newEmail = `${name}-new@example.com`;
  await auth(url, "/change-email", person, { newEmail });
  // Somebody else's: with a new address, mails to the old one end.
  const forgetful = await signUp(url, `${name}-forgetful`, origin);
  await auth(url, "/request-password-reset", forgetful, { email: `${name}-forgetful@example.com` });
  const write = async (at: string) =>
    fetch(`${at}/api/tasks`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${person.token}`,
        "content-type": "application/json",
        "idempotency-key": name,
      },
      body: JSON.stringify({ title: "Once" }),
    });
  await write(url);
  return {
    ...person,
    cursor: page.nextCursor,
    key,
    publicToken,
    link: await mailed(newEmail, /\/api\/auth(\/verify-email\S+)/),
    resetToken: await mailed(`${name}-forgetful@example.com`, /token=([\w-]+)/),
    newEmail,
    write,
  };
}

type Hands = Awaited<ReturnType<typeof handsOf>>;

/** Which of it a server takes. */
async function takenBy(url: string, hands: Hands) {
  const list = async (token: string, query = "") =>
    (await callApi(url, token, "GET", `/api/tasks?limit=1${query}`)).status === 200;
  const session = await auth(url, "/get-session", hands);
  const current = (await session.text()) === "null" ? undefined : await tokenAt(url, "/access-token", hands);
  const reader = current ?? hands.key;
  return {
    cookie: current !== undefined,
    token: await list(hands.token),
    publicToken: await list(hands.publicToken),
    key: await list(hands.key),
    cursor: await list(reader, `&cursor=${hands.cursor}`),
    link: (await auth(url, hands.link, hands)).headers.get("location"),
    reset: (await auth(url, "/reset-password", hands, { token: hands.resetToken, newPassword: "another horse" }))
      .status,
  };
}

const ALL = {
  cookie: true,
  token: true,
  publicToken: true,
  key: true,
  cursor: true,
  link: "/account",
  reset: 200,
};

describe("another secret", () => {
  test("while the old one is given, all that anybody has in hand is good, and new things are of the new one", async () => {
    const hands = await handsOf(before, "ada");
    const token = await tokenAt(during, "/access-token", hands);
    expect([await signedBy(token, NEW), await signedBy(token, SECRET)]).toEqual([true, false]);
    const again = await hands.write(during);
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
    const page = await readJson<RestPage>(await callApi(during, token, "GET", "/api/tasks?limit=1"));
    expect(await takenBy(during, hands)).toEqual(ALL);
    const next = await callApi(after, token, "GET", `/api/tasks?limit=1&cursor=${page.nextCursor}`);
    expect(next.status).toBe(200);
  });

  test("when the old one is taken away, what it signed is worth nothing, and what needs no secret is as good as ever", async () => {
    expect(await takenBy(after, await handsOf(before, "bob"))).toEqual({
      ...ALL,
      cookie: false,
      token: false,
      cursor: false,
      link: "/account?error=INVALID_TOKEN",
    });
  });

  test("comes to servers one after the other: one that has the old one takes what the next has signed", async () => {
    expect(await takenBy(before, await handsOf(during, "eve"))).toEqual(ALL);
  });
});

test("signing keys are rotated by a command beside servers, which follow, and nobody is signed out", async () => {
  const ada = await signUp(during, "rotated", origin);
  const first = await tokenAt(during, "/token", ada);
  const { kid } = decodeProtectedHeader(first);
  const environment = { ...through(database, proxy.port), BETTER_AUTH_SECRET: NEW };
  const commands = [0, 1].map(() => run("rotate-keys.js", environment));
  expect(await Promise.all(commands.map(({ ended }) => ended))).toEqual([0, 0]);
  const said = commands.map(({ stdout }) => stdout()).join("");
  expect(said).toMatch(new RegExp(`${kid} signs nothing more, and verifies until \\d{4}-`));
  const second = await tokenAt(after, "/token", ada);
  expect(said).toContain(`${decodeProtectedHeader(second).kid} signs from now on`);
  const list = async (url: string, token: string) => (await callApi(url, token, "GET", "/api/tasks")).status;
  for (const url of [during, after]) {
    for (const token of [first, second]) await expect.poll(() => list(url, token)).toBe(200);
    const keys = await (await auth(url, "/jwks", ada)).text();
    for (const token of [first, second]) expect(keys).toContain(decodeProtectedHeader(token).kid);
  }
  expect((await auth(during, "/access-token", ada)).status).toBe(200);
});
