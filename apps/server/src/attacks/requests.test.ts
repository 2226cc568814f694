import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Person, signUp } from "../e2e/person.js";
import { type SmtpListener, startSmtpServer } from "../e2e/smtp-server.js";
import { openRig, type Rig } from "../faults/rig.js";
import { rawRequest, sendBytes } from "./testing/raw-request.js";

// What a request can say in its line and its headers, and to whom it makes no difference.

const EVIL = "evil.example";

let rig: Rig;
let smtp: SmtpListener;
let url: string;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  smtp = await startSmtpServer();
  const mail = { SMTP_URL: `smtp://127.0.0.1:${smtp.port}`, MAIL_FROM: "Typedo <typedo@example.com>" };
  rig = await openRig(mail, []);
  url = rig.server.url;
  ada = await signUp(url, "ada");
  bob = await signUp(url, "bob");
});

afterAll(async () => {
  await rig.close();
  await smtp.close();
});

const bearer = () => `Authorization: Bearer ${ada.token}`;

describe("a path", () => {
  test.each([
    "//api/tasks",
    "/api//tasks",
    "/api/./tasks",
    "/api/x/../tasks",
    "/api/tasks//",
    "/API/TASKS",
    "/api/Tasks",
    "/api/tasks%2f",
    "/api/tasks%2fbatch",
    "/api/tasks;x=1",
    "/api/tasks.",
    "/api/tasks%00",
    "/api/tasks%20",
    "/api/tasks%0d%0aX-Injected:%20yes",
    "/api/tasks\\",
    "/%2e%2e/api/tasks",
    "/api/tasks/%2e%2e/me",
    "/api/trpc//tasks.list",
    "/api/trpc/tasks.list/",
    "/api/trpc/tasks.list%2c",
    "/api/auth//get-session",
    "/api/auth/get-session/",
    "/API/auth/get-session",
    "/docs/assets/..%2f..%2fpackage.json",
    "/docs/assets/%2e%2e/%2e%2e/package.json",
    "/docs/assets/package.json",
    "/docs/errors/__proto__",
    "/docs/errors/constructor",
    "/docs/errors/%3Cscript%3E",
    "/assets/..%2f..%2f..%2fetc%2fpasswd",
    "/assets/",
    "/docs/assets/",
    "/.git/config",
    "/.env",
    "/package.json",
    "/src/main.tsx",
    "//evil.example/",
    "/\\evil.example/",
  ])("written as %s leads nowhere", async (path) => {
    const { statuses, text } = await rawRequest(url, `GET ${path}`, bearer());
    expect(statuses).toEqual([404]);
    expect(text).not.toMatch(/^(?:location|x-injected):/im);
  });

  test.each(["http://evil.example/api/me", "/api/%6de", "/api/me?", "/api/me#/../x"])(
    "written as %s is the very same, for its owner alone",
    async (path) => {
      expect((await rawRequest(url, `GET ${path}`)).statuses).toEqual([401]);
      expect((await rawRequest(url, `GET ${path}`, bearer())).text).toContain(ada.userId);
    },
  );

  test("that a browser asks for is the app's own page, whatever it says, and shows none of it", async () => {
    for (const path of ["/.git/config", "/../../etc/passwd", "/%3Cscript%3Ealert(1)%3C/script%3E"]) {
      const { statuses, text } = await rawRequest(url, `GET ${path}`, "Accept: text/html");
      expect(statuses).toEqual([200]);
      expect(text).toContain('<div id="root">');
      expect(text).not.toMatch(/alert\(1\)|\[core\]|root:x/);
    }
  });
});

describe("a target", () => {
  test.each(["http://ada:opensesame@a", "http://opensesame@a", "http://opensesame:99999", "http://[opensesame"])(
    "that begins with %s is refused everywhere, and told nowhere",
    async (origin) => {
      for (const path of ["/api/auth/get-session", "/api/auth/%zz", "/api/me", "/api/trpc/me.get", "/healthz", "/x"]) {
        const { statuses, text } = await rawRequest(url, `GET ${origin}${path}`, bearer());
        expect([path, statuses]).toEqual([path, [400]]);
        expect(text).not.toContain("opensesame");
      }
      expect(rig.server.output()).not.toMatch(/opensesame|"level":[56]0/);
    },
  );

  test("that is a good URL is the path alone, wherever it is told", async () => {
    const { text } = await rawRequest(url, "GET http://evil.example/api/auth/nothing?q");
    expect(text).toContain('"instance":"/api/auth/nothing"');
    expect((await rawRequest(url, "GET http://evil.example/api/nothing?q")).text).toContain('"/api/nothing"');
  });
});

describe("a header", () => {
  test.each(["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])(
    "%s makes no other method",
    async (name) => {
      const made = await ada.call("POST", "/api/tasks", { title: "To be kept" });
      const { id }: { id: string } = JSON.parse(await made.text());
      const answer = await rawRequest(url, `GET /api/tasks/${id}`, bearer(), `${name}: DELETE`);
      expect(answer.statuses).toEqual([200]);
      const trpc = `/api/trpc/tasks.delete?input=${encodeURIComponent(JSON.stringify({ json: { id } }))}`;
      expect((await rawRequest(url, `GET ${trpc}`, bearer(), `${name}: POST`)).statuses).toEqual([405]);
      expect((await ada.call("GET", `/api/tasks/${id}`)).status).toBe(200);
    },
  );

  test.each(["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Forwarded-Uri"])(
    "%s makes no other path",
    async (name) => {
      const { text } = await rawRequest(url, "GET /healthz", bearer(), `${name}: /api/me`);
      expect(text).toContain('{"status":"ok"}');
    },
  );

  test.each(["X-User-Id", "X-Forwarded-User", "Remote-User", "X-Typedo-Client-Address", "X-Api-Key"])(
    "%s says nobody's name",
    async (name) => {
      expect((await rawRequest(url, "GET /api/me", `${name}: ${ada.userId}`)).statuses).toEqual([401]);
      const { text } = await rawRequest(url, "GET /api/me", bearer(), `${name}: ${bob.userId}`);
      expect(text).toContain(ada.userId);
      expect(text).not.toContain(bob.userId);
    },
  );

  test("Authorization given twice is one of the two, never a mixture, and another's is not added to one's own", async () => {
    const { statuses, text } = await rawRequest(url, "GET /api/me", bearer(), `Authorization: Bearer ${bob.token}`);
    expect(statuses).toEqual([200]);
    expect([ada, bob].filter(({ userId }) => text.includes(userId))).toHaveLength(1);
    const reversed = await rawRequest(url, "GET /api/me", "Authorization: Basic x", bearer());
    expect(reversed.statuses).toEqual([401]);
  });

  test("Connection can't take Authorization away from what is behind it", async () => {
    const { statuses } = await rawRequest(url, "GET /api/me", "Connection: Authorization", bearer());
    expect(statuses).toEqual([200]);
  });

  /** Creates a task, and is the connection's last. */
  const create = (title: string) => {
    const body = JSON.stringify({ title });
    const lines = [bearer(), "Content-Type: application/json", `Content-Length: ${body.length}`, "Connection: close"];
    return ["POST /api/tasks HTTP/1.1", "Host: a", ...lines, "", body].join("\r\n");
  };
  const titles = async () => (await ada.call("GET", "/api/tasks?limit=100")).text();
  const noChunks = "0\r\n\r\n";

  test.each([
    [["Transfer-Encoding: chunked", "Content-Length: 4"], noChunks],
    [["Transfer-Encoding: \u000bchunked"], noChunks],
    [["Transfer-Encoding: chunked, identity"], noChunks],
    [["Transfer-Encoding : chunked"], noChunks],
    [["Content-Length: 0", "Content-Length: 44"], ""],
    [["Content-Length: 0x10"], ""],
  ])("of length can't hide a second request: %j", async (lengths, body) => {
    const title = `Hidden behind ${lengths.join(" and ").replaceAll(/[^\w ]/g, "")}`;
    const first = ["GET /api/me HTTP/1.1", "Host: a", bearer(), ...lengths, "", body].join("\r\n");
    expect((await sendBytes(url, first + create(title))).statuses).toEqual([400]);
    expect(await titles()).not.toContain(title);
  });

  test("of length that is honest leads to a second request, and both are answered: the control", async () => {
    const first = ["GET /api/me HTTP/1.1", "Host: a", bearer(), "", ""].join("\r\n");
    expect((await sendBytes(url, first + create("Second"))).statuses).toEqual([200, 201]);
    expect(await titles()).toContain("Second");
  });

  test("Host, and what proxies say of it, gets into no mail", async () => {
    const body = JSON.stringify({ email: "ada@example.com", redirectTo: "/reset-password" });
    for (const host of [[], [`Host: ${EVIL}`]]) {
      const { statuses } = await rawRequest(
        url,
        "POST /api/auth/request-password-reset",
        ...host,
        `Origin: ${url}`,
        `X-Forwarded-Host: ${EVIL}`,
        "X-Forwarded-Proto: https",
        `Forwarded: host=${EVIL}`,
        "Content-Type: application/json",
        `Content-Length: ${body.length}`,
        "",
        body,
      );
      expect(statuses).toEqual([200]);
    }
    await expect.poll(() => smtp.received.length).toBe(2);
    for (const { headers, text } of smtp.received) {
      expect(text).toContain(`${url}/reset-password#token=`);
      expect([text, ...headers.values()].join("\n")).not.toContain(EVIL);
    }
  });
});
