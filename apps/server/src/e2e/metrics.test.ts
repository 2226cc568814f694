import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { rawRequest } from "../attacks/testing/raw-request.js";
import { readJson, signUp } from "./person.js";
import { newDataDirectory, startTypedo } from "./typedo-process.js";
import { workersOf } from "./workers-of.js";

const TOKEN = "a-token-of-the-tests-0123456789";

async function start(environment: Record<string, string> = {}) {
  const data = await newDataDirectory();
  onTestFinished(data.remove);
  const server = await startTypedo(data.path, environment);
  onTestFinished(async () => {
    await server.stop();
  });
  return server;
}

/** A sample's value; undefined: there is none. */
function valueOf(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  const line = text
    .split("\n")
    .find(
      (one) =>
        (one.startsWith(`${name} `) || one.startsWith(`${name}{`)) &&
        Object.entries(labels).every(([label, value]) => one.includes(`${label}="${value}"`)),
    );
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(" ") + 1));
}

test("whether it is well can be read: requests, times, pools, limits, the event loop", async () => {
  const { url } = await start({ RATE_LIMIT_PER_MINUTE: "20" });
  const ada = await signUp(url, "ada");
  const { id }: { id: string } = await readJson(await ada.call("POST", "/api/tasks", { title: "A task" }));
  await ada.call("GET", `/api/tasks/${id}`);
  await ada.call("GET", "/api/tasks/nonsense");
  const all = await Promise.all(Array.from({ length: 30 }, () => ada.call("GET", "/api/tasks?q=secret-word")));
  const limited = all.filter(({ status }) => status === 429).length;
  expect(limited).toBeGreaterThan(5);

  const answer = await fetch(`${url}/metrics`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toContain("text/plain; version=0.0.4");
  const text = await answer.text();
  const of = (route: string, method: string, status: string) => ({ route, method, status });
  expect(valueOf(text, "http_requests_total", of("/api/tasks", "POST", "201"))).toBe(1);
  expect(valueOf(text, "http_requests_total", of("/api/tasks/{id}", "GET", "200"))).toBe(1);
  expect(valueOf(text, "http_requests_total", of("/api/tasks/{id}", "GET", "422"))).toBe(1);
  expect(valueOf(text, "http_requests_total", of("/api/tasks", "GET", "429"))).toBe(limited);
  expect(valueOf(text, "http_request_duration_seconds_count", { route: "/api/tasks", method: "GET" })).toBe(30);
  expect(valueOf(text, "typedo_limited_requests_total", { limit: "user" })).toBe(limited);
  expect(valueOf(text, "typedo_limits_shared")).toBe(1);
  expect(valueOf(text, "typedo_database_leases_total", { pool: "tasks" })).toBeGreaterThan(3);
  expect(valueOf(text, "typedo_database_connections", { pool: "tasks", state: "idle" })).toBeGreaterThan(0);
  expect(valueOf(text, "typedo_database_connections", { pool: "tasks", state: "lent" })).toBe(0);
  expect(valueOf(text, "typedo_database_waiting", { pool: "tasks" })).toBe(0);
  expect(valueOf(text, "nodejs_eventloop_lag_p99_seconds")).toBeGreaterThan(0);
  // What the rules for alerts, the dashboard and the docs ask for is there.
  for (const page of ["alerts.yml", "dashboard.json", "../operating.md"]) {
    const asked = await readFile(new URL(`../../../../docs/operating/${page}`, import.meta.url), "utf8");
    const names = new Set(asked.match(/\b(?:http|typedo|nodejs|process)_[a-z0-9]+_[a-z0-9_]+/g));
    expect(names.size).toBeGreaterThan(5);
    const isThere = (name: string) => text.includes(`# TYPE ${name.replace(/_bucket$/, "")} `);
    expect(
      [...names].filter((name) => !isThere(name)),
      page,
    ).toEqual([]);
  }
  // Nothing of anybody.
  expect(text).not.toContain(id);
  expect(text).not.toContain("secret-word");
  expect(text).not.toContain(ada.userId);
});

test("from elsewhere with a token alone, through a proxy of this machine too, and by another name", async () => {
  const { url } = await start({ METRICS_TOKEN: TOKEN });
  const { port } = new URL(url);
  const ask = async (...headers: string[]) => (await rawRequest(url, "GET /metrics", ...headers)).statuses;
  for (const host of ["localhost", "127.0.0.1", "[::1]"]) expect(await ask(`Host: ${host}:${port}`)).toEqual([200]);
  for (const elsewhere of [
    "X-Forwarded-For: 198.51.100.7",
    "X-Forwarded-Host: localhost",
    "Forwarded: for=198.51.100.7",
    "X-Real-IP: 198.51.100.7",
    "Via: 1.1 proxy",
    "Host: rebound.example.com",
    "Host: typedo:3000",
    "Host: 127.0.0.1.example.com",
    "Host:",
  ]) {
    expect([elsewhere, await ask(elsewhere)]).toEqual([elsewhere, [401]]);
    expect(await ask(elsewhere, "Authorization: Bearer something-else-0123456789")).toEqual([401]);
    expect(await ask(elsewhere, `Authorization: Bearer ${TOKEN}`)).toEqual([200]);
  }
  const refused = await fetch(`${url}/metrics`, { headers: { "x-forwarded-for": "198.51.100.7" } });
  expect(await refused.json()).toMatchObject({
    code: "unauthenticated",
    detail: expect.stringContaining("METRICS_TOKEN"),
  });
});

test.runIf(process.platform === "linux")("of several processes, one tells of all", async () => {
  const typedo = await start({ WORKERS: "2" });
  await expect.poll(() => typedo.output()).toContain("with 2 workers");
  const { token } = await signUp(typedo.url, "ada");
  const workers = workersOf(typedo);
  expect(workers).toHaveLength(2);
  // On a connection of its own: an older one may be with who stands still.
  const ask = async () => {
    const headers = { authorization: `Bearer ${token}` };
    const [answer]: IncomingMessage[] = await once(
      get(`${typedo.url}/api/tasks`, { agent: false, headers }),
      "response",
    );
    answer?.resume();
    expect(answer?.statusCode).toBe(200);
  };
  // The first alone, and then the other.
  for (const still of workers) {
    process.kill(still, "SIGSTOP");
    try {
      for (let call = 0; call < 20; call += 1) await ask();
    } finally {
      process.kill(still, "SIGCONT");
    }
  }
  const text = await (await fetch(`${typedo.url}/metrics`)).text();
  expect(valueOf(text, "http_requests_total", { route: "/api/tasks", method: "GET", status: "200" })).toBe(40);
  expect(valueOf(text, "typedo_limits_shared")).toBe(1);
});
