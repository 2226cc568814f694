import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readJson, signUp } from "./person.js";
import { newDataDirectory, startTypedo, type TypedoProcess } from "./typedo-process.js";

let data: Awaited<ReturnType<typeof newDataDirectory>>;
/** Behind no proxy, and behind one: this machine. */
let open: TypedoProcess;
let proxied: TypedoProcess;
const started: TypedoProcess[] = [];

beforeAll(async () => {
  data = await newDataDirectory();
  const environment = { LOG_LEVEL: "warn", AUTH_RATE_LIMIT_PER_MINUTE: "4" };
  open = await startTypedo(data.path, environment);
  started.push(open);
  proxied = await startTypedo(data.path, { ...environment, TRUST_PROXY: "127.0.0.1,::1" });
  started.push(proxied);
});

afterAll(async () => {
  for (const typedo of started) await typedo.stop();
  await data.remove();
});

let tests = 0;
/** An address and an account that no test before has used. */
let fresh: { network: number; email: string };

beforeEach(() => {
  tests += 1;
  fresh = { network: tests, email: `person${tests}@example.com` };
});

function signIn(server: TypedoProcess, address: string, email: string, path = "sign-in/email"): Promise<Response> {
  return fetch(`${server.url}/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url, "x-forwarded-for": address },
    body: JSON.stringify({ email, password: "a wrong password" }),
  });
}

async function statuses(calls: number, call: (index: number) => Promise<Response>): Promise<number[]> {
  const all: number[] = [];
  for (let index = 0; index < calls; index += 1) all.push((await call(index)).status);
  return all;
}

test("behind no proxy, sign-in is limited by the address of the connection, whatever X-Forwarded-For says", async () => {
  const answers = await statuses(6, (index) => signIn(open, `192.0.2.${index}`, `nobody${index}@example.com`));
  expect(answers).toEqual([401, 401, 401, 401, 429, 429]);
});

describe("behind a proxy that is trusted", () => {
  test("sign-in is limited by the address that the proxy names", async () => {
    const from = (address: string) => (index: number) =>
      signIn(proxied, address, `${fresh.network}.${index}@example.com`);
    expect(await statuses(5, from(`10.0.${fresh.network}.1`))).toEqual([401, 401, 401, 401, 429]);
    expect(await statuses(1, from(`10.0.${fresh.network}.2`))).toEqual([401]);
  });

  test("the addresses of one network of IPv6 count as one", async () => {
    const from = (network: number) => (index: number) =>
      signIn(proxied, `2001:db8:${fresh.network}:${network}::${index}`, `${fresh.network}.${index}@example.com`);
    expect(await statuses(5, from(1))).toEqual([401, 401, 401, 401, 429]);
    expect(await statuses(1, from(2))).toEqual([401]);
  });

  test("an account is limited from wherever its password is guessed, and however its address is written", async () => {
    const spellings = [fresh.email, fresh.email.toUpperCase(), ` ${fresh.email}`, fresh.email];
    const guess = (index: number) =>
      signIn(proxied, `10.1.${fresh.network}.${index}`, spellings[index % spellings.length] ?? "");
    const answers = await statuses(6, guess);
    expect(answers.slice(0, 4)).not.toContain(429);
    expect(answers.slice(4)).toEqual([429, 429]);
    // Another account is not touched by it.
    expect((await signIn(proxied, `10.1.${fresh.network}.9`, `not.${fresh.email}`)).status).toBe(401);
  });

  test("what takes a password or sends mail shares sign-in's budget", async () => {
    const address = `10.3.${fresh.network}.1`;
    const paths = ["sign-up/email", "request-password-reset", "change-password", "verify-password"];
    const answers = await statuses(4, (index) => signIn(proxied, address, `${index}.${fresh.email}`, paths[index]));
    expect(answers).not.toContain(429);
    expect((await signIn(proxied, address, `4.${fresh.email}`)).status).toBe(429);
    expect((await signIn(proxied, address, `4.${fresh.email}`, "sign-out")).status).not.toBe(429);
  });

  test("nobody gets round it by another way of writing the path", async () => {
    const address = `10.4.${fresh.network}.1`;
    await statuses(4, (index) => signIn(proxied, address, `${index}.${fresh.email}`));
    const targets = [
      "/api/auth/x/../sign-in/email",
      `${proxied.url}/api/auth/sign-in/email`,
      "/api/%61uth/sign-in/email",
    ];
    for (const target of targets) {
      const status = await rawSignIn(proxied, target, address, `4.${fresh.email}`);
      // Refused by the limit, or there is nothing at that path.
      expect([404, 429], target).toContain(status);
    }
  });
});

/** As fetch would not send it: it tidies the path up first. */
async function rawSignIn(server: TypedoProcess, target: string, address: string, email: string): Promise<number> {
  const { host, hostname, port } = new URL(server.url);
  const body = JSON.stringify({ email, password: "a wrong password" });
  const head = [
    `POST ${target} HTTP/1.1`,
    `Host: ${host}`,
    "Connection: close",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    `Origin: ${server.url}`,
    `X-Forwarded-For: ${address}`,
  ];
  const socket = connect(Number(port), hostname);
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return Number(answer.split(" ")[1]);
}

test("who is refused is told in Better Auth's own words, by a problem, for both limits that were met", async () => {
  const guess = (index: number) => signIn(proxied, `10.5.${fresh.network}.${index}`, fresh.email);
  const first = await guess(0);
  expect(first.headers.get("ratelimit-policy")).toBe('"sign-in";q=4;w=60, "account";q=4;w=60');
  expect(first.headers.get("ratelimit")).toMatch(/^"sign-in";r=3;t=\d+, "account";r=3;t=\d+$/);
  await statuses(3, (index) => guess(index + 1));
  const refused = await guess(5);
  expect(refused.status).toBe(429);
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  expect(refused.headers.get("ratelimit")).toMatch(/"account";r=0;t=\d+$/);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await readJson(refused)).toMatchObject({
    type: "/docs/errors/too_many_requests",
    status: 429,
    instance: "/api/auth/sign-in/email",
    code: "TOO_MANY_REQUESTS",
    message: expect.stringContaining("4 a minute are allowed"),
    requestId: refused.headers.get("x-request-id"),
  });
});

test("other calls of /api/auth are limited by address, as the API is", async () => {
  const limited = await startTypedo(data.path, { LOG_LEVEL: "warn", RATE_LIMIT_PER_MINUTE: "5" });
  try {
    const person = await signUp(limited.url, "someone");
    const answers = await statuses(5, () =>
      fetch(`${limited.url}/api/auth/get-session`, { headers: { cookie: person.cookie } }),
    );
    // One of the five went on the token.
    expect(answers).toEqual([200, 200, 200, 200, 429]);
  } finally {
    await limited.stop();
  }
});
