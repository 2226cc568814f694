import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase } from "@typedo/db/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { freePort } from "../e2e/typedo-process.js";
import { openFaultProxy } from "../faults/fault-proxy.js";
import { addressOf, through } from "../faults/rig.js";
import { ROOT } from "./tree-copy.js";

const dockerfile = readFileSync(join(ROOT, "Dockerfile"), "utf8");
const [, final = ""] = dockerfile.split(/^FROM .*\n(?=ENV)/m);

/** Without an engine: what the image would hold, in a folder, and its command run there. */
test("what the image copies is all that its command needs", async () => {
  const image = realpathSync(mkdtempSync(join(tmpdir(), "typedo-image-")));
  onTestFinished(() => rmSync(image, { recursive: true, force: true }));
  const copies = [...final.matchAll(/^COPY --from=build \/app\/(\S+) \.\/(\S*)$/gm)];
  expect(copies.length).toBeGreaterThan(5);
  for (const [, from = "", to = ""] of copies) {
    const target = join(image, to === "" ? from : to);
    // Links of pnpm's are relative, and lead to places that are copied too.
    if (from === "node_modules") symlinkSync(join(ROOT, from), target);
    else cpSync(join(ROOT, from), target, { recursive: true, verbatimSymlinks: true });
  }
  const [, left = ""] = /^RUN (rm -rf .*)$/m.exec(dockerfile) ?? [];
  expect(left).toContain("src");
  execFileSync("sh", ["-c", left], { cwd: image });
  const copied = readdirSync(image, { recursive: true, encoding: "utf8" });
  expect(copied.filter((path) => /^(?:packages|apps)\/\w+\/(?:src|dist\/testing)/.test(path))).toEqual([]);

  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const proxy = await openFaultProxy(addressOf(database));
  onTestFinished(() => proxy.close());
  const [, command = "[]"] = /^CMD (\[.*\])$/m.exec(final) ?? [];
  const [program, ...args]: string[] = JSON.parse(command);
  expect(program).toBe("node");
  const port = String(await freePort());
  const server = spawn(process.execPath, args, {
    cwd: image,
    env: { PATH: "/usr/bin:/bin", NODE_ENV: "production", PORT: port, ...through(database, proxy.port) },
    stdio: "ignore",
  });
  onTestFinished(() => void server.kill("SIGKILL"));
  const url = `http://127.0.0.1:${port}`;
  const statusOf = async (path: string) =>
    (await fetch(url + path, { headers: { accept: "text/html", host: `localhost:${port}` } })).status;
  await vi.waitFor(async () => expect(await statusOf("/readyz")).toBe(200), { timeout: 20_000, interval: 50 });
  for (const path of ["/", "/docs", "/docs/guides", "/api/openapi.json"]) expect(await statusOf(path), path).toBe(200);
});

test("the image runs as nobody special, and builds with what the README says", () => {
  expect(final).toMatch(/^USER node$/m);
  expect(dockerfile).toContain("pnpm install --frozen-lockfile");
});
