import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../e2e/typedo-process.js";

/** Where this machine has a Redis or Valkey; undefined: nowhere. */
export const redisProgram = ["redis-server", "valkey-server"]
  .flatMap((name) =>
    ["/usr/local/bin", "/usr/bin", "/opt/homebrew/bin", "/usr/local/sbin", "/usr/sbin"].map((folder) =>
      join(folder, name),
    ),
  )
  .find(existsSync);

export interface RedisServer {
  readonly url: string;
  /** Starts it again after `kill`, empty, at the same port. */
  start(): Promise<void>;
  kill(): Promise<void>;
  /** It takes what it is sent, and answers nothing until `speak`. */
  silence(): void;
  speak(): void;
  /** Kills it, and removes its folder. */
  remove(): Promise<void>;
}

/** A server of a test's own, which keeps nothing. */
export async function startRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), "typedo-redis-"));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const server: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      if (redisProgram === undefined) throw new Error("There is no Redis on this machine");
      const options = [
        "--port",
        String(port),
        "--bind",
        "127.0.0.1",
        "--dir",
        folder,
        "--save",
        "",
        "--appendonly",
        "no",
      ];
      const started = spawn(redisProgram, options, { stdio: ["ignore", "pipe", "ignore"] });
      child = started;
      for await (const chunk of started.stdout) if (String(chunk).includes("Ready to accept connections")) break;
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
    silence: () => void child?.kill("SIGSTOP"),
    speak: () => void child?.kill("SIGCONT"),
    async remove() {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
