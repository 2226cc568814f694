import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@typedo/db/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { callApi, signUp } from "../e2e/person.js";
import { freePort } from "../e2e/typedo-process.js";
import { type FaultProxy, openFaultProxy } from "../faults/fault-proxy.js";
import { addressOf, at, SECRET } from "../faults/rig.js";
import { asksForImage } from "./env.js";
import { buildImage, type Image, whyNoImage } from "./image.js";

// Builds the Dockerfile with buildah, and runs what came of it: `IMAGE=1 vitest run src/drill/image-build.test.ts` in
// `apps/server`, as root, with buildah and debootstrap (`apt-get install buildah debootstrap`). Some five minutes.

describe.skipIf(!asksForImage)("the image", () => {
  const opened: (() => Promise<unknown>)[] = [];
  let image: Image;
  let database: TestDatabase;
  let proxy: FaultProxy;

  beforeAll(async () => {
    const why = whyNoImage();
    if (why !== undefined) throw new Error(`An image can't be built here, since ${why}`);
    image = await buildImage();
    opened.push(() => image.remove());
    database = await createTestDatabase();
    opened.push(() => database.close());
    proxy = await openFaultProxy(addressOf(database));
    opened.push(() => proxy.close());
  }, 1_800_000);

  afterAll(async () => {
    for (const close of opened.toReversed()) await close();
  }, 120_000);

  test("holds what the server runs with, and nothing that only building needs", () => {
    const installed = readdirSync(join(image.folder, "app/node_modules/.pnpm"));
    expect(installed.some((name) => name.startsWith("fastify@"))).toBe(true);
    // But for TypeScript, which tRPC names as its peer.
    const builders = /^(?:turbo|vite|vitest|playwright-core|oxlint|knip|@faker-js\+faker)@/;
    expect(installed.filter((name) => builders.test(name))).toEqual([]);
    for (const path of [".git", "apps/web/src", "bench"])
      expect(existsSync(join(image.folder, "app", path))).toBe(false);
    const [megabytes] = execFileSync("du", ["-sm", join(image.folder, "app")], { encoding: "utf8" }).split("\t");
    expect(Number(megabytes)).toBeLessThan(300);
  });

  test("runs as nobody special, without rights, on files that it can't change", async () => {
    const status = image.run(["cat", "/proc/self/status"]);
    await status.ended;
    expect(status.output()).toMatch(/^Uid:\t1000\t1000\t1000\t1000$/m);
    expect(status.output()).toMatch(/^CapEff:\t0{16}$/m);
    expect(status.output()).toMatch(/^NoNewPrivs:\t1$/m);
    for (const [path, code] of [
      ["/app/apps/server/dist/main.js", 1],
      ["/home/node/any", 1],
      ["/tmp/any", 0],
    ] as const) {
      const write = image.run(["node", "-e", `require("node:fs").writeFileSync(${JSON.stringify(path)}, "")`]);
      await write.ended;
      expect([path, write.code()]).toEqual([path, code]);
    }
  });

  test("serves by its own command: it migrates, is healthy, takes tasks, and ends well when it is told to", async () => {
    const port = String(await freePort());
    const server = image.run(image.config.Cmd, {
      PORT: port,
      DATABASE_URL: at(database.owner.url, proxy.port),
      BETTER_AUTH_SECRET: SECRET,
      LOG_LEVEL: "warn",
    });
    const isHealthy = async () => {
      const [, ...check] = image.config.Healthcheck.Test;
      const run = image.run(check, { PORT: port });
      await run.ended;
      return run.code() === 0;
    };
    await vi.waitFor(async () => expect(await isHealthy(), server.output()).toBe(true), { timeout: 30_000 });
    const url = `http://localhost:${port}`;
    const ada = await signUp(url, "ada");
    expect((await callApi(url, ada.token, "POST", "/api/tasks", { title: "In a container" })).status).toBe(201);
    for (const path of ["/", "/docs", "/docs/guides", "/api/openapi.json"]) {
      expect((await fetch(url + path, { headers: { accept: "text/html" } })).status, path).toBe(200);
    }
    expect(readFileSync(`/proc/${server.pid()}/status`, "utf8")).toMatch(/^Uid:\t1000\t/m);
    server.kill("SIGTERM");
    await server.ended;
    expect(server.code(), server.output()).toBe(0);
    expect(await isHealthy()).toBe(false);
  });
});
