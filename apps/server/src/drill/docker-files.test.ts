import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DCLinter } from "dclint";
import { validate } from "dockerfile-utils";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { readEnvironment } from "../env.js";
import { ROOT } from "./tree-copy.js";

const dockerfile = readFileSync(join(ROOT, "Dockerfile"), "utf8");
const composeFile = readFileSync(join(ROOT, "compose.yaml"), "utf8");

/** In which order things are written, and how they are called, is ours. */
const TASTE = [
  "require-project-name-field",
  "require-quotes-in-ports",
  "service-keys-order",
  "services-alphabetical-order",
  "top-level-properties-order",
];

const linted = z.array(z.object({ messages: z.array(z.object({ message: z.string() })) }));

/** What the compose specification's schema, and a linter, have against a file. */
function lintCompose(text: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "typedo-compose-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "compose.yaml"), text);
  const rules = Object.fromEntries(TASTE.map((rule) => [rule, 0 as const]));
  const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
  // Its types are not to be had under our module resolution.
  const results = linted.parse(linter.lintFiles([join(folder, "compose.yaml")], false));
  return results.flatMap(({ messages }) => messages.map(({ message }) => message));
}

const lintDockerfile = (text: string) => validate(text).map(({ message }) => message);

const composed = z.object({
  services: z.record(z.string(), z.looseObject({ environment: z.record(z.string(), z.string()).default({}) })),
});
const { services } = composed.parse(parse(composeFile));

const given = services["typedo"]?.environment ?? {};

/** What compose gives the server where this is set, and what has to be. */
function environmentOf(set: Readonly<Record<string, string>>): Record<string, string> {
  const needed = "a value that has to be given, of 32 bytes".replaceAll(/[ ,]/g, "-");
  const fillIn = (value: string) =>
    value.replace(
      /\$\{(\w+):([-?])([^}]*)\}/g,
      (_whole, name: string, kind: string, fallback: string) => set[name] ?? (kind === "-" ? fallback : needed),
    );
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, fillIn(value)]));
}

describe("the Dockerfile", () => {
  test("is well formed", () => {
    expect(lintDockerfile(dockerfile)).toEqual([]);
  });

  test.each([
    ["HEALTHCHECK --interval=10s", "HEALTHCHECK --interval=10"],
    ["COPY . .", "COPY ."],
    ["EXPOSE 3000", "EXPOSE port"],
    ["USER node", "USERS node"],
    ["FROM node:22-bookworm-slim\nENV", "FROM node:22-bookworm-slim AS build\nENV"],
  ])("%j is not %j", (right, wrong) => {
    expect(dockerfile).toContain(right);
    expect(lintDockerfile(dockerfile.replace(right, wrong))).not.toEqual([]);
  });

  test("runs the server by the options of `pnpm start`", () => {
    const command = /^CMD \[(.*main\.js")\]$/m.exec(dockerfile)?.[1]?.replaceAll(/[",]/g, "");
    const { scripts } = z
      .object({ scripts: z.object({ start: z.string() }) })
      .parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));
    expect(scripts.start).toMatch(new RegExp(` exec ${command}$`));
  });

  test("starts from versions that are named", () => {
    const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(images.length).toBeGreaterThan(1);
    for (const image of images) expect(image).toMatch(/^[\w/]+:\d/);
  });
});

describe("compose.yaml", () => {
  test("is what the specification allows", () => {
    expect(lintCompose(composeFile)).toEqual([]);
  });

  test.each([
    ["read_only: true", "readonly: true"],
    ["condition: service_healthy", "condition: is_healthy"],
    ["retries: 20", "tries: 20"],
    ["image: postgres:18.7", "image: postgres"],
    ['ports: ["127.0.0.1:3000:3000"]', 'ports: ["3000:3000"]'],
  ])("%j is not %j", (right, wrong) => {
    expect(composeFile).toContain(right);
    expect(lintCompose(composeFile.replace(right, wrong))).not.toEqual([]);
  });

  test("gives the server an environment that it takes, of variables that it knows", () => {
    const environment = environmentOf({});
    expect(readEnvironment(environment)).toMatchObject({ workers: 1, redisUrl: "redis://valkey:6379" });
    expect(readEnvironment(environment).database?.owner?.url).toContain("@postgres:5432/typedo");
    const known = ["README.md", "docs/operating.md"].map((file) => readFileSync(join(ROOT, file), "utf8")).join("\n");
    for (const name of Object.keys(given)) expect(known).toContain(`\`${name}\``);
    // Whatever else there is to set, it says where it listens by itself.
    expect(dockerfile).toMatch(/^ENV .*HOST=0\.0\.0\.0 PORT=3000$/m);
  });

  test("hands on to the server what is set beside it", () => {
    const environment = environmentOf({
      TRUST_PROXY: "10.0.0.0/8",
      WORKERS: "2",
      MAX_CONCURRENT_REQUESTS: "30",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20a",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: "0.1",
    });
    expect(readEnvironment(environment)).toMatchObject({
      trustProxy: ["10.0.0.0/8"],
      workers: 2,
      maxConcurrentRequests: 30,
      tracing: {
        url: "http://collector:4318/v1/traces",
        protocol: "http/json",
        headers: { authorization: "Bearer a" },
        resource: { "deployment.environment.name": "test" },
        sampler: "parentbased_traceidratio",
        ratio: 0.1,
      },
    });
  });

  test("lets the server do no more than it needs", () => {
    expect(services["typedo"]).toMatchObject({
      read_only: true,
      tmpfs: ["/tmp"],
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
    });
  });
});

test("the programs that the docs run in the image are there", () => {
  const docs = readFileSync(join(ROOT, "docs/operating.md"), "utf8");
  const programs = [...docs.matchAll(/\bnode (?:--\S+ )*(apps\/server\/dist\/\S+\.js)/g)].map(
    ([, program = ""]) => program,
  );
  expect(programs.length).toBeGreaterThan(4);
  expect(programs.filter((program) => !existsSync(join(ROOT, program)))).toEqual([]);
});
