import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Runs in the server, before anything else: what asks for the time is told another, by as much as the file says. */
const PRELOAD = (file: string) => `
  import { readFileSync } from "node:fs";
  const Real = Date;
  let ahead = 0;
  const now = () => Real.now() + ahead;
  process.on("SIGUSR2", () => { ahead = Number(readFileSync(${JSON.stringify(file)}, "utf8")); });
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, made) => Reflect.construct(target, given.length > 0 ? given : [now()], made),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });`;

export interface MovableClock {
  /** For the server whose clock it is to be. */
  readonly environment: Record<string, string>;
  /** Sets it, by so many milliseconds from what it should be. The server has it a moment later. */
  set(server: { kill(signal: NodeJS.Signals): boolean }, ahead: number): void;
}

export function makeMovableClock(): MovableClock {
  const folder = mkdtempSync(join(tmpdir(), "typedo-clock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "ahead");
  return {
    environment: { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(PRELOAD(file))}` },
    set(server, ahead) {
      writeFileSync(file, String(ahead));
      server.kill("SIGUSR2");
    },
  };
}
