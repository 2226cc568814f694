import { once } from "node:events";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signUp } from "./person.js";
import { freePort, newDataDirectory, run, startTypedo } from "./typedo-process.js";

let data: Awaited<ReturnType<typeof newDataDirectory>>;

beforeAll(async () => {
  data = await newDataDirectory();
});

afterAll(async () => {
  await data.remove();
});

/** Runs to the end, and gives what it said. */
async function runToEnd(program: string, environment: Record<string, string>, args: readonly string[] = []) {
  const { ended, stderr } = run(program, environment, args);
  return { code: await ended, said: stderr().trim() };
}

describe("what can't start says so in one line, and its exit code is not 0:", () => {
  const refusals: [string, Record<string, string>, RegExp][] = [
    ["a port that is no port", { PORT: "http" }, /^PORT must be a whole number from 1 to 65535$/],
    ["several faults at once", { PORT: "0", LOG_LEVEL: "loud" }, /^PORT must be .*; LOG_LEVEL must be one of .*$/],
    [
      "a secret too short",
      { BETTER_AUTH_SECRET: "short" },
      /^BETTER_AUTH_SECRET must be at least 32 bytes long: make one with .*$/,
    ],
    [
      "a base URL with a path",
      { BETTER_AUTH_URL: "https://example.com/app" },
      /^BETTER_AUTH_URL must be an origin .*$/,
    ],
    ["a database URL that is none", { DATABASE_URL: "localhost" }, /^DATABASE_URL must be a URL such as .*$/],
    [
      "a database URL with certificates that are not there",
      { DATABASE_URL: "postgres://a@b/c?sslmode=verify-full&sslrootcert=/nowhere.pem" },
      /^DATABASE_URL names a file by sslrootcert that can't be read$/,
    ],
    [
      "a database URL with a mode of TLS that there is not",
      { DATABASE_URL: "postgres://a@b/c?sslmode=verifyfull" },
      /^DATABASE_URL has an sslmode that there is not$/,
    ],
    [
      "one serving login without the other",
      { APP_DATABASE_URL: "postgres://a@b/c" },
      /^APP_DATABASE_URL and AUTH_DATABASE_URL go together.*$/,
    ],
    [
      "a database of one's own without a secret",
      { DATABASE_URL: "postgres://a:b@127.0.0.1:1/c" },
      /^BETTER_AUTH_SECRET is needed beside a database of your own.*$/,
    ],
    [
      "a database that does not answer",
      { DATABASE_URL: "postgres://a:b@127.0.0.1:1/c", BETTER_AUTH_SECRET: "x".repeat(32) },
      /^The database does not answer \(.*ECONNREFUSED.*\): start it, or correct DATABASE_URL$/,
    ],
    ["a proxy that is no address", { TRUST_PROXY: "yes" }, /^TRUST_PROXY must be addresses.*$/],
  ];
  for (const [what, environment, line] of refusals) {
    test(what, async () => {
      const { code, said } = await runToEnd("main.js", environment);
      expect(said).toMatch(line);
      expect(code).toBe(1);
    });
  }

  test("a port in use", async () => {
    const taken = createServer().listen(await freePort(), "127.0.0.1");
    await once(taken, "listening");
    const address = taken.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const { code, said } = await runToEnd("main.js", { PORT: String(port), DATA_DIR: data.path, LOG_LEVEL: "silent" });
    expect([said, code]).toEqual([`Port ${port} is in use: stop what listens there, or set PORT to another one`, 1]);
    taken.close();
  });

  test("a data folder where a file is", async () => {
    const path = `${data.path}-file`;
    await writeFile(path, "");
    const { code, said } = await runToEnd("main.js", { DATA_DIR: `${path}/data`, LOG_LEVEL: "silent" });
    expect(said).toMatch(/^The data folder .* a file is in its way.*$/);
    expect(code).toBe(1);
  });

  test("a seed of no users, or of a wrong option", async () => {
    for (const args of [
      ["--users", "0"],
      ["--people", "3"],
    ]) {
      const { code, said } = await runToEnd("seed/seed.js", {}, args);
      expect(said).toMatch(/^.*usage: pnpm seed.*$/);
      expect(code).toBe(1);
    }
  });
});

test("the secret is made once, and its user alone can read it", async () => {
  const first = await startTypedo(data.path);
  const secret = await readFile(`${data.path}/secret`, "utf8");
  expect((await stat(`${data.path}/secret`)).mode & 0o777).toBe(0o600);
  expect(await first.stop()).toBe(0);
  const second = await startTypedo(data.path);
  expect(await readFile(`${data.path}/secret`, "utf8")).toBe(secret);
  expect(await second.stop("SIGINT")).toBe(0);
});

test("a secret that was cut short is not replaced by another", async () => {
  const broken = await newDataDirectory();
  await mkdir(broken.path, { recursive: true });
  const whole = await startTypedo(broken.path);
  await whole.stop();
  await chmod(`${broken.path}/secret`, 0o600);
  await writeFile(`${broken.path}/secret`, "abc\n");
  const { code, said } = await runToEnd("main.js", {
    DATA_DIR: broken.path,
    LOG_LEVEL: "silent",
    PORT: String(await freePort()),
  });
  expect(said).toMatch(/^.*secret holds less than 32 bytes: put the secret back.*$/);
  expect(code).toBe(1);
  await broken.remove();
});

test("two servers on one data folder share its database", async () => {
  const [one, other] = await Promise.all([startTypedo(data.path), startTypedo(data.path)]);
  const ada = await signUp(one.url, `shared-${Date.now()}`);
  await ada.call("POST", "/api/tasks", { title: "Seen by both" });
  await one.stop();
  // The other's tokens name another issuer: sign in there.
  expect((await fetch(`${other.url}/api/auth/get-session`, { headers: { cookie: ada.cookie } })).status).toBe(200);
  expect(await other.stop()).toBe(0);
});

test("SIGTERM lets what is under way end, and nothing of it is lost", async () => {
  const typedo = await startTypedo(data.path);
  const ada = await signUp(typedo.url, `graceful-${Date.now()}`);
  const writes = Array.from({ length: 20 }, (_, index) => ada.call("POST", "/api/tasks", { title: `Task ${index}` }));
  await Promise.race(writes);
  const code = await typedo.stop();
  const statuses = (await Promise.allSettled(writes)).map((write) =>
    write.status === "fulfilled" ? write.value.status : "refused",
  );
  expect(statuses).toContain(201);
  expect(statuses.filter((status) => status !== 201 && status !== 503 && status !== "refused")).toEqual([]);
  expect(code).toBe(0);
});

test("the log says what was asked and how it went, and nothing that is anyone's own", async () => {
  const typedo = await startTypedo(data.path, { LOG_LEVEL: "trace" });
  const name = `logged-${Date.now()}`;
  const ada = await signUp(typedo.url, name);
  const answer = await ada.call("POST", "/api/tasks", { title: "A very private title" });
  await ada.call("GET", "/api/tasks?cursor=SecretCursor");
  await ada.call("PATCH", "/api/tasks/7", { title: "Another private title" });
  await fetch(`${typedo.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: typedo.url },
    body: JSON.stringify({ email: `${name}@example.com`, password: "a wrong password" }),
  });
  await typedo.stop();
  const log = typedo.output();
  expect(log).toContain(answer.headers.get("x-request-id"));
  expect(log).toMatch(/"method":"POST","route":"\/api\/tasks","status":201/);
  const [, , signature = "none"] = ada.token.split(".");
  const cookie = ada.cookie.split("=")[1] ?? "none";
  for (const secret of [
    signature,
    cookie,
    `${name}-password`,
    "a wrong password",
    "private title",
    "SecretCursor",
    `${name}@example.com`,
  ]) {
    expect(log).not.toContain(secret);
  }
});
