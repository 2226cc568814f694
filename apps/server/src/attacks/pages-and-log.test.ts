import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Person, signUp } from "../e2e/person.js";
import { openRig, type Rig } from "../faults/rig.js";
import { authPaths } from "./testing/auth-paths.js";
import { rawRequest } from "./testing/raw-request.js";

// Other pages, which a browser serves with its user's cookies, and the log of a server that logs all it can.

const SECRET = `secret-${randomBytes(24).toString("hex")}`;
const METRICS = `metrics-${randomBytes(8).toString("hex")}`;
const EVIL = "evil.example";

let rig: Rig;
let url: string;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  rig = await openRig({ BETTER_AUTH_SECRET: SECRET, METRICS_TOKEN: METRICS, LOG_LEVEL: "trace" }, []);
  url = rig.server.url;
  ada = await signUp(url, "ada");
  bob = await signUp(url, "bob");
});

afterAll(() => rig.close());

const bearer = () => `Authorization: Bearer ${ada.token}`;

test("every answer, of whatever kind, keeps a browser from taking it for another", async () => {
  const paths = `/ /sign-in /index.html /docs /docs/errors /docs/assets/docs.css /nothing /healthz /dev/mail /api/tasks
    /api/tasks% /api/nothing /api/trpc/tasks.list /api/openapi.json /api/auth/jwks /api/auth/nothing`;
  const answers = paths.split(/\s+/).map(async (path) => rawRequest(url, `GET ${path}`, "Accept: text/html, */*"));
  const unreadable = rawRequest(url, "GET / x");
  const lines = rawRequest(
    url,
    "GET /api/trpc/me.get,me.get?batch=1&input=%7B%220%22:%7B%22json%22:%7B%7D%7D,%221%22:%7B%22json%22:%7B%7D%7D%7D",
    "trpc-accept: application/jsonl",
    bearer(),
  );
  for (const { text } of [...(await Promise.all(answers)), await unreadable, await lines]) {
    const [head = ""] = text.split("\r\n\r\n");
    for (const directive of ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
      expect(head).toMatch(new RegExp(`^content-security-policy: .*${directive}`, "im"));
    }
    expect(head).not.toMatch(/script-src[^;]*unsafe/);
    expect(head).toMatch(/^x-content-type-options: nosniff$/im);
    expect(head).toMatch(/^referrer-policy: no-referrer$/im);
    expect(head).toMatch(/^content-type: (?:text\/\w+; charset=utf-8|application\/(?:problem\+)?json\b(?!,))/im);
    expect(head).not.toMatch(/^(?:server|x-powered-by|via):/im);
  }
});

describe("a cookie", () => {
  const paths = [
    "/api/tasks",
    "/api/me",
    "/api/trpc/tasks.list",
    "/api/trpc/me.get?input=%7B%22json%22:%7B%7D%7D",
    "/metrics",
  ];
  test.each(paths)("opens no door at %s, nor does it change whom a token is", async (path) => {
    const cookie = `Cookie: ${ada.cookie}`;
    const forwarded = "X-Forwarded-For: 192.0.2.1";
    expect((await rawRequest(url, `GET ${path}`, cookie, forwarded)).statuses).toEqual([401]);
    const { text } = await rawRequest(url, `GET ${path}`, cookie, `Authorization: Bearer ${bob.token}`);
    expect([text.includes(bob.userId), text.includes(ada.userId)]).toEqual([
      path.includes("me") && path !== "/metrics",
      false,
    ]);
  });

  test("makes no task by a form of another page, which a browser sends without asking", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
      for (const path of ["/api/tasks", "/api/trpc/tasks.create"]) {
        const answer = await fetch(url + path, {
          method: "POST",
          headers: { cookie: ada.cookie, origin: `https://${EVIL}`, "content-type": type },
          body: '{"title":"a","json":{"title":"a"}}',
        });
        expect([401, 415]).toContain(answer.status);
      }
    }
  });

  test("is for scripts not to read, and for other sites not to send", async () => {
    const answer = await fetch(`${url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: url },
      body: JSON.stringify({ email: "ada@example.com", password: ada.password }),
    });
    const cookies = answer.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
  });
});

describe("an address to go to", () => {
  const elsewhere = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/%2f/evil.example",
    "/%5cevil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "<script>",
  ];
  const fields = ["callbackURL", "redirectTo", "errorCallbackURL", "newUserCallbackURL"];

  // Who is signed out is led nowhere.
  const paths = authPaths().filter(({ path }) => !/sign-out|revoke/.test(path));

  /** Makes a call with an address in each field that takes one. */
  const call = async ({ method, path }: (typeof paths)[number], target: string) => {
    const targets = Object.fromEntries(fields.map((field) => [field, target]));
    const query = method === "GET" ? `?token=x&${new URLSearchParams(targets).toString()}` : "";
    const answer = await fetch(`${url}${path.replaceAll(/:\w+/g, "x")}${query}`, {
      method,
      redirect: "manual",
      headers: { cookie: bob.cookie, origin: url, "content-type": "application/json" },
      ...(method !== "GET" && {
        body: JSON.stringify({
          ...targets,
          email: "nobody@example.com",
          newEmail: "nobody@example.com",
          name: "Bob",
          password: "not-the-password",
          token: "x",
        }),
      }),
    });
    return { location: answer.headers.get("location"), text: await answer.text() };
  };

  test("that is elsewhere is nowhere that any call of /api/auth leads", async () => {
    expect(paths.length).toBeGreaterThan(10);
    for (const path of paths) {
      for (const target of elsewhere) {
        const { location, text } = await call(path, target);
        expect(location ?? "/", `${path.method} ${path.path} ${target}`).toMatch(
          /^(?:\/(?![/\\])|http:\/\/localhost:)/,
        );
        expect(text).not.toMatch(/"url":"(?!\/|http:\/\/localhost:)/);
      }
    }
  });

  test("that is here is where links of mails lead: the control", async () => {
    const locations = new Map<string, string | null>();
    for (const path of paths) locations.set(path.path, (await call(path, "/account")).location);
    for (const path of ["/api/auth/verify-email", "/api/auth/reset-password/:token"]) {
      expect(new URL(locations.get(path) ?? "", url).pathname, path).toBe("/account");
    }
  });
});

describe("the log", () => {
  const NASTY = ["a%0d%0a{%22level%22:60,%22msg%22:%22forged%22}", "%1b%5b2Jforged", "%00forged", "%e2%80%a8forged"];

  test("has lines of its own alone, whatever a request is called, by whom and from where", async () => {
    for (const text of NASTY) {
      const plain = decodeURIComponent(text);
      await rawRequest(url, `GET /${text}?q=${text}`, bearer());
      await rawRequest(url, `GET /api/tasks/${text}`, bearer());
      await rawRequest(url, `GET /api/trpc/${text}`, bearer());
      await rawRequest(url, `GET /api/auth/${text}`);
      const safe = Array.from(plain, (one) => (one < " " || one === "\u2028" ? "\t" : one)).join("");
      for (const name of [
        "X-Request-Id",
        "User-Agent",
        "Referer",
        "X-Forwarded-For",
        "Authorization",
        "Cookie",
        "Accept",
      ]) {
        await rawRequest(url, "GET /api/tasks", `${name}: ${Buffer.from(`${safe} forged`).toString("latin1")}`);
      }
      await ada.call("POST", "/api/tasks", { title: `${plain} forged`, notes: plain });
    }
    const lines = rig.server.output().split("\n");
    const logged = lines
      .slice(lines.findIndex((line) => line.startsWith('{"level"')))
      .filter((line) => line.startsWith("{"));
    expect(logged.length).toBeGreaterThan(50);
    for (const line of logged) expect(JSON.parse(line)).toHaveProperty("level");
    expect(rig.server.output()).not.toContain("forged");
    // oxlint-disable-next-line no-control-regex -- it is they that are looked for
    expect(rig.server.output().replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f]/);
  });

  test("holds no secret, token, key, password, cookie or text of anybody's", async () => {
    const made = await ada.call("POST", "/api/me/keys", { name: "A name of a key" });
    const { key }: { key: string } = JSON.parse(await made.text());
    await fetch(`${url}/api/tasks?q=text-of-ada`, { headers: { authorization: `Bearer ${key}` } });
    await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${METRICS}`, "x-forwarded-for": "192.0.2.1" } });
    await ada.call("POST", "/api/tasks", { title: "text-of-ada", nonsense: "text-of-ada" });
    await ada.call("POST", "/api/me/delete", { password: "guess-of-ada" });
    for (const password of ["guess-of-ada", bob.password]) {
      await fetch(`${url}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: url },
        body: JSON.stringify({ email: "bob@example.com", password }),
      });
    }
    const said = rig.server.output();
    const secrets = [
      SECRET,
      METRICS,
      ada.token,
      ada.password,
      bob.password,
      key,
      "guess-of-ada",
      "text-of-ada",
      "A name of",
    ];
    const signatures = [ada.token.split(".")[2] ?? "none", ada.cookie.split("=")[1]?.slice(0, 32) ?? "none"];
    expect([...secrets, ...signatures].filter((secret) => said.includes(secret))).toEqual([]);
    // The control: it is a log of these requests.
    expect(said).toContain(ada.userId);
    expect(said).toContain('"route":"/api/tasks"');
  });

  test("tells of each try to sign in and of each refusal: what for, how it went, when and from where", async () => {
    const said = rig.server.output();
    const lines = said.split("\n").filter((line) => line.startsWith("{"));
    const answered: unknown[] = lines.map((line) => JSON.parse(line));
    const from = { address: expect.stringMatching(/127\.0\.0\.1$|^::1$/), time: expect.any(Number) };
    for (const status of [200, 401]) {
      const signIn = { method: "POST", route: "/api/auth/sign-in/email", status, ...from };
      expect(answered).toContainEqual(expect.objectContaining(signIn));
    }
    expect(answered).toContainEqual(expect.objectContaining({ route: "/api/tasks", status: 401, ...from }));
    const created = answered.find((line) => JSON.stringify(line).includes('"route":"/api/tasks","status":201'));
    expect(created).toMatchObject({ userId: ada.userId });
    expect(created).not.toHaveProperty("address");
  });
});
