import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import core from "@stoplight/spectral-core";
import { oas } from "@stoplight/spectral-rulesets";
import { Validator } from "@seriousme/openapi-schema-validator";
import { errorCatalogue } from "@typedo/api";
import openapiTypescript, { astToString } from "openapi-typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeApi } from "../describe-api.js";
import { type Person, signUp } from "./person.js";
import { newDataDirectory, startTypedo, type TypedoProcess } from "./typedo-process.js";

// A CommonJS package, whose names Node does not see.
const { Spectral } = core;
const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

let data: Awaited<ReturnType<typeof newDataDirectory>>;
let typedo: TypedoProcess;
let ada: Person;
let text: string;

beforeAll(async () => {
  data = await newDataDirectory();
  typedo = await startTypedo(data.path, { LOG_LEVEL: "warn" });
  ada = await signUp(typedo.url, "ada");
  text = await (await fetch(`${typedo.url}/api/openapi.json`)).text();
});

afterAll(async () => {
  await typedo.stop();
  await data.remove();
});

test("the document passes a validator", async () => {
  const { valid, errors } = await new Validator().validate(JSON.parse(text));
  expect([valid, errors]).toEqual([true, undefined]);
});

describe("the document, as a public server has it", () => {
  const published = JSON.stringify(describeApi("https://typedo.dev"));

  test("is what the server serves, but for its own address", () => {
    expect(JSON.parse(text)).toEqual(JSON.parse(published.replaceAll("https://typedo.dev", typedo.url)));
  });

  test("has nothing that Redocly's recommended rules would find, not even a warning", async () => {
    const config = await createConfig({ extends: ["recommended"] });
    const problems = await lintFromString({ source: published, config, absoluteRef: "openapi.json" });
    expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
    // It does find something where there is something.
    const twice = await lintFromString({
      source: published.replaceAll('"tasks-get"', '"tasks-list"'),
      config,
      absoluteRef: "openapi.json",
    });
    expect(twice.map(({ ruleId }) => ruleId)).toContain("operation-operationId-unique");
  });

  test("has nothing that Spectral's recommended rules would find, not even a hint", async () => {
    const spectral = new Spectral();
    spectral.setRuleset({ extends: [[{ ...oas, extends: [] }, "recommended"]] });
    const found = await spectral.run(published);
    expect(found.map(({ code, message, path }) => `${code}: ${message} (${path.join("/")})`)).toEqual([]);
    const twice = await spectral.run(published.replaceAll('"tasks-get"', '"tasks-list"'));
    expect(twice.map(({ code }) => code)).toContain("operation-operationId-unique");
  });
});

const PROGRAM = `
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

const [url, token] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl: url ?? "", headers: { authorization: \`Bearer \${token}\` } });

const created = await api.POST("/api/tasks", { body: { title: "From a generated client" } });
if (!created.data) throw new Error(JSON.stringify(created.error));
const { id, title, version } = created.data;

const changed = await api.PATCH("/api/tasks/{id}", { params: { path: { id } }, body: { priority: "high" } });
const listed = await api.GET("/api/tasks", { params: { query: { sort: "-priority", completed: false } } });
const missing = await api.GET("/api/tasks/{id}", { params: { path: { id: "00000000-0000-4000-8000-000000000000" } } });
const gone = await api.DELETE("/api/tasks/{id}", { params: { path: { id } } });
console.log(JSON.stringify({
  title, version, changed: changed.data?.priority, listed: listed.data?.items.map((task) => task.id === id),
  missing: missing.error?.code, gone: gone.response.status,
}));

// @ts-expect-error: there is no such sort
void (() => api.GET("/api/tasks", { params: { query: { sort: "colour" } } }));
`;

test("a client generated from it type-checks, and works", async () => {
  const folder = await mkdtemp(join(PACKAGE, "node_modules", ".client-"));
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "schema.d.ts"), astToString(await openapiTypescript(text)));
    await writeFile(join(folder, "client.ts"), PROGRAM);
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    const tsc = join(PACKAGE, "../../node_modules/.bin/tsc");
    await run(
      tsc,
      [
        "--ignoreConfig",
        "--strict",
        "--target",
        "es2023",
        "--module",
        "nodenext",
        "--types",
        "node",
        "--skipLibCheck",
        "--typeRoots",
        join(PACKAGE, "../../node_modules/@types"),
        "client.ts",
      ],
      { cwd: folder },
    );
    const { stdout } = await run(process.execPath, [join(folder, "client.js"), typedo.url, ada.token]);
    expect(JSON.parse(stdout)).toEqual({
      title: "From a generated client",
      version: 1,
      changed: "high",
      listed: [true],
      missing: "not_found",
      gone: 204,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("every error's type leads to a page, and so do the docs and what they load", async () => {
  const pages = [
    "/docs",
    "/docs/errors",
    "/docs/assets/docs.css",
    "/docs/assets/reference.js",
    "/docs/assets/swagger-ui.css",
    "/docs/assets/swagger-ui-bundle.js",
    ...Object.keys(errorCatalogue).map((code) => `/docs/errors/${code}`),
  ];
  for (const page of pages) expect([page, (await fetch(typedo.url + page)).status]).toEqual([page, 200]);
  for (const page of [
    "/docs/errors/nonsense",
    "/docs/assets/package.json",
    "/docs/assets/../package.json",
    "/api/nonsense",
    "/nonsense",
  ]) {
    const answer = await fetch(typedo.url + page);
    expect([page, answer.status, answer.headers.get("content-type")]).toEqual([page, 404, "application/problem+json"]);
  }
});

test("the pages load nothing from elsewhere", async () => {
  for (const page of ["/docs", "/docs/errors", "/"]) {
    const answer = await fetch(typedo.url + page, { headers: { accept: "text/html" } });
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await answer.text()).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  }
});
