import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { environment } from "./env.js";

const SERVER = fileURLToPath(new URL("../../../server/dist/main.js", import.meta.url));
const START_LIMIT_MS = 60_000;

export interface RunningTypedo {
  readonly url: string;
  stop(): Promise<void>;
}

/** The whole product, as `pnpm start` runs it: with a database of its own that is gone afterwards. */
export async function startTypedo(): Promise<RunningTypedo> {
  const directory = await mkdtemp(join(tmpdir(), "typedo-web-"));
  const port = await findFreePort();
  const url = `http://localhost:${port}`;
  const child = spawn(process.execPath, [SERVER], {
    env: {
      ...environment.inherited,
      NODE_ENV: "production",
      PORT: String(port),
      DATA_DIR: directory,
      DATABASE_URL: "",
      LOG_LEVEL: "warn",
      RATE_LIMIT_PER_MINUTE: "0",
      AUTH_RATE_LIMIT_PER_MINUTE: "0",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = collectOutput(child);
  const stop = async () => {
    await end(child);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await waitUntilReady(url, child);
  } catch (error) {
    await stop();
    throw new Error(`The server did not start:\n${output()}`, { cause: error });
  }
  return { url, stop };
}

function collectOutput(child: ChildProcess): () => string {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => chunks.push(String(chunk)));
  return () => chunks.join("");
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    if (response?.status === 200) return;
    await sleep(100);
  }
  throw new Error(`No readiness within ${START_LIMIT_MS} ms, or the process has ended`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("No port")),
      );
    });
  });
}
