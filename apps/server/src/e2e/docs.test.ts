import { existsSync } from "node:fs";
import { errorCatalogue, type ErrorCode } from "@typedo/api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ErrorPage, ExampleRequest } from "../docs-pages/error-page.js";
import { errorPages } from "../docs-pages/error-pages.js";
import { exampleAnswer } from "../docs-pages/errors-page.js";
import { readGuides } from "../docs-pages/guides.js";
import { callApi, type Person, readJson, signUp } from "./person.js";
import { followGuide, stepsOf } from "./run-guide.js";
import { differencesOf } from "./same-shape.js";
import { newDataDirectory, startTypedo, type TypedoProcess } from "./typedo-process.js";

const HAS_CURL = ["/usr/bin/curl", "/bin/curl", "/usr/local/bin/curl"].some(existsSync);

let data: Awaited<ReturnType<typeof newDataDirectory>>;
let typedo: TypedoProcess;
let ada: Person;

beforeAll(async () => {
  data = await newDataDirectory();
  typedo = await startTypedo(data.path, { LOG_LEVEL: "error", RATE_LIMIT_PER_MINUTE: "300" });
  ada = await signUp(typedo.url, "ada");
});

afterAll(async () => {
  await typedo.stop();
  await data.remove();
});

describe("a guide can be followed to the letter, and shows what comes:", () => {
  for (const { name, title, pending } of readGuides("http://localhost:3000")) {
    const reason = HAS_CURL ? pending : "curl is not installed";
    test.skipIf(reason !== undefined)(`${title}${reason === undefined ? "" : ` (skipped: ${reason})`}`, async () => {
      const guide = readGuides(typedo.url).find((candidate) => candidate.name === name);
      if (!guide) throw new Error(`no guide ${name}`);
      expect(stepsOf(guide).length).toBeGreaterThan(0);
      expect(await followGuide(guide)).toEqual([]);
    });
  }

  test.skipIf(!HAS_CURL)("a guide that shows something else is found out", async () => {
    const code = (language: string, text: string) => ({ kind: "code", language, text }) as const;
    const guide = (...blocks: ReturnType<typeof code>[]) =>
      ({ name: "types", title: "", summary: "", pending: undefined, blocks }) as const;
    const health = code("sh", `curl -s -i ${typedo.url}/healthz`);
    const wrong = [
      guide(code("sh", "false"), code("text", "")),
      guide(code("sh", "echo $NOT_SET")),
      guide(health, code("http", 'HTTP/1.1 201 Created\n\n{\n  "status": "ok"\n}')),
      guide(health, code("http", "HTTP/1.1 200 OK\nx-none: 1\n\n{\n  …\n}")),
      guide(code("sh", `echo '{"a":1}'`), code("json", '{ "a": 2 }')),
      guide(code("sh", `echo '{"a":1,"b":null}'`), code("json", '{ "a": 1 }')),
      guide(code("sh", `echo '{"a":"x"}'`), code("json", '{ "a": "2026-12-01T09:00:00.000Z" }')),
    ];
    for (const one of wrong) expect(await followGuide(one)).not.toEqual([]);
    const right = code("json", '{\n  "a": "2026-12-01T09:00:00.000Z",\n  …\n}');
    expect(await followGuide(guide(code("sh", `echo '{"a":"2020-01-01T00:00:00.000Z","b":1}'`), right))).toEqual([]);
  });
});

describe("an error's page shows what is answered:", () => {
  const provoked: readonly (readonly [string, ErrorPage])[] = Object.entries(errorPages);

  async function expectExample(code: ErrorCode, page: ErrorPage, answer: Response): Promise<void> {
    const [, example = ""] = exampleAnswer(code, page).split(/\n\n(.*)/s);
    expect(differencesOf(example, await answer.text())).toEqual([]);
    expect(answer.status).toBe(errorCatalogue[code].status);
    expect(Object.keys(page.headers ?? {}).filter((name) => !answer.headers.has(name))).toEqual([]);
  }

  function send({ method, path, headers = {}, body, anonymous }: ExampleRequest): Promise<Response> {
    return fetch(typedo.url + path, {
      method,
      headers: { ...(anonymous ? {} : { authorization: `Bearer ${ada.token}` }), ...headers },
      ...(body !== undefined && { body }),
    });
  }

  for (const [code, page] of provoked) {
    const { given, request } = page;
    if (!request || !isErrorCode(code)) continue;
    test(code, async () => {
      if (given) await send(given);
      await expectExample(code, page, await send(request));
    });
  }

  test("missing_scope", async () => {
    const key = { name: "Reader", scopes: ["tasks:read"] };
    const made = await readJson<{ key: string }>(await ada.call("POST", "/api/me/keys", key));
    const answer = await callApi(typedo.url, made.key, "POST", "/api/tasks", { title: "Tea" });
    await expectExample("missing_scope", errorPages.missing_scope, answer);
  });

  test("payload_too_large", async () => {
    const answer = await ada.call("POST", "/api/tasks", { title: "x".repeat(1024 * 1024) });
    await expectExample("payload_too_large", errorPages.payload_too_large, answer);
  });

  test("too_many_requests", async () => {
    const limited = await startTypedo(data.path, { LOG_LEVEL: "error", RATE_LIMIT_PER_MINUTE: "1" });
    try {
      await callApi(limited.url, ada.token, "GET", "/api/tasks");
      const answer = await callApi(limited.url, ada.token, "GET", "/api/tasks");
      const { answer: shown, ...page } = errorPages.too_many_requests;
      const detail = shown.detail.replace("300", "1").replace("12", "…");
      await expectExample("too_many_requests", { ...page, answer: { ...shown, detail } }, answer);
    } finally {
      await limited.stop();
    }
  });
});

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCatalogue, text);
}

describe("the pages", () => {
  /** Every path of this server that a page links to. */
  async function linksOf(path: string): Promise<readonly string[]> {
    const answer = await fetch(typedo.url + path);
    expect([path, answer.status]).toEqual([path, 200]);
    if (!(answer.headers.get("content-type") ?? "").includes("html")) return [];
    const html = await answer.text();
    return [...html.matchAll(/(?:href|src)="(\/[^"#]*)"/g)].flatMap(([, link]) => (link === undefined ? [] : [link]));
  }

  test("lead nowhere that is not there, and every error and guide is reached", async () => {
    const seen = new Set(["/docs"]);
    for (const path of seen) {
      // The web app is not of these pages, and may not have been built.
      if (path !== "/") for (const link of await linksOf(path)) seen.add(link);
    }
    const codes = Object.keys(errorCatalogue).map((code) => `/docs/errors/${code}`);
    const guides = readGuides(typedo.url).map(({ name }) => `/docs/guides/${name}`);
    expect([...codes, ...guides].filter((path) => !seen.has(path))).toEqual([]);
  });

  test("of guides and errors need no script, and allow no style in place", async () => {
    for (const path of ["/docs/guides", "/docs/guides/paging", "/docs/errors", "/docs/errors/not_found"]) {
      const answer = await fetch(typedo.url + path);
      expect(answer.headers.get("content-security-policy")).not.toContain("unsafe");
      expect(await answer.text()).not.toMatch(/<script|style="/);
    }
  });

  test("of a guide or an error that there is not are 404", async () => {
    for (const path of [
      "/docs/guides/none",
      "/docs/errors/none",
      "/docs/errors/constructor",
      "/docs/guides/_account",
    ]) {
      const answer = await fetch(typedo.url + path, { headers: { accept: "text/html" } });
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });
});
