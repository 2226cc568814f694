import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "../env.js";
import { stopChild } from "../machine/child.js";
import type { Closers } from "../machine/closers.js";
import type { Target } from "../targets.js";
import { type LoadCommand, loadReport, type LoadReport } from "./messages.js";

const SCRIPT = fileURLToPath(new URL("load-process.js", import.meta.url));

/** Makes requests, from a process of its own. */
export interface Load {
  run(command: Omit<Extract<LoadCommand, { kind: "run" }>, "kind">): Promise<LoadReport>;
}

export function startLoad(closers: Closers, targets: readonly Target[]): Load {
  const child = fork(SCRIPT, { env: childEnvironment(), execArgv: [], stdio: ["ignore", "inherit", "inherit", "ipc"] });
  closers.add(() => stopChild(child));
  const send = (command: LoadCommand) => child.send(command);
  send({ kind: "targets", targets: targets.map((target) => ({ ...target, taskIds: [...target.taskIds] })) });
  const ended = once(child, "exit").then(() => {
    throw new Error("The process that makes the requests has ended");
  });
  ended.catch(() => {});
  return {
    async run(command) {
      const answered = awaitMessage(child);
      send({ kind: "run", ...command });
      return loadReport.parse(await Promise.race([answered, ended]));
    },
  };
}

async function awaitMessage(child: ChildProcess): Promise<unknown> {
  const [message]: unknown[] = await once(child, "message");
  return message;
}
