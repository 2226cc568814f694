import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { developerEnvironment, findChromium } from "./env.js";
import { type Closers, withClosers } from "./machine/closers.js";
import { freePort } from "./machine/free-port.js";
import { writeReadme, writeResults } from "./report/report.js";
import { describeMachine, describeSurroundings } from "./report/surroundings.js";
import { formatTable } from "./report/table.js";
import { startCommand, timeCommand } from "./start/commands.js";
import { type FirstTask, timeFirstTask } from "./start/first-task.js";

const USAGE = `usage: node bench/dist/start.js [--test] [--write]
  --test    times \`pnpm test\` too: minutes
  --write   puts the figures into bench/README.md`;

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const say = (line: string) => process.stderr.write(`${line}\n`);

await withClosers(async (closers) => start(closers));

/** Times what a newcomer and a developer wait for, in a fresh clone of the last commit. */
async function start(closers: Closers): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { test: { type: "boolean" }, write: { type: "boolean" } },
  });
  if (positionals.length > 0) throw new Error(USAGE);
  const folder = await mkdtemp(join(tmpdir(), "typedo-start-"));
  closers.add(() => rm(folder, { recursive: true, force: true }));
  // Under root, PostgreSQL runs as another user, who has to get at its files.
  await chmod(folder, 0o755);
  const clone = join(folder, "clone");
  execFileSync("git", ["clone", "-q", ROOT, clone]);

  const port = await freePort();
  const url = `http://localhost:${port}`;
  const environment = { ...developerEnvironment(), PORT: String(port), RATE_LIMIT_PER_MINUTE: "0" };
  const pnpm = (...args: string[]) => ({ line: ["npx", "-y", "pnpm", ...args] as const, folder: clone, environment });
  const seconds = new Map<string, number>();
  const note = (what: string, took: number) => {
    seconds.set(what, took);
    say(`${what}: ${took.toFixed(1)} s`);
  };

  let page: FirstTask | undefined;
  for (const what of ["`pnpm start` in a fresh clone", "`pnpm start` again"]) {
    const server = startCommand(closers, pnpm("start"));
    note(what, await server.until(() => server.output().includes("Typedo is ready")));
    const chromium = findChromium();
    if (!page && chromium !== undefined) page = await timeFirstTask(url, chromium);
    await server.stop();
  }
  note("`pnpm build`, nothing in turbo's cache", await timeCommand(closers, pnpm("build", "--force")));
  note("`pnpm build`, nothing changed", await timeCommand(closers, pnpm("build")));
  note("`pnpm check`", await timeCommand(closers, pnpm("check")));
  if (values.test) note("`pnpm test`", await timeCommand(closers, pnpm("test", "--force")));
  note(
    "`pnpm dev`, from a description in `packages/api` to the document that has it",
    await timeReload(closers, pnpm("dev"), clone, url),
  );

  const surroundings = await describeSurroundings();
  const figures = [
    `${describeMachine(surroundings)}; packages in pnpm's store already.`,
    formatTable(
      ["what", "s"],
      [...seconds].map(([what, took]) => [what, took.toFixed(1)]),
      1,
    ),
    ...(page
      ? [
          `The web app in Chromium, signed in, to the first task on the page: ${page.cold.toFixed(0)} ms with an empty cache, ` +
            `${page.warm.toFixed(0)} ms with a full one; ${Math.round(page.scriptBytes / 1000)} kB of JavaScript as it comes over the network.`,
        ]
      : []),
  ].join("\n\n");
  process.stdout.write(`${figures}\n`);
  const outcome = { surroundings, seconds: Object.fromEntries(seconds), page };
  say(`All of it: ${await writeResults(surroundings, "start", outcome)}`);
  if (values.write) await writeReadme("start", figures);
}

/** Seconds from an edit of the API's source to the answer of the server that runs it. */
async function timeReload(
  closers: Closers,
  command: Parameters<typeof startCommand>[1],
  clone: string,
  url: string,
): Promise<number> {
  const dev = startCommand(closers, command);
  const describes = async (text: string) => {
    const answer = await fetch(`${url}/api/openapi.json`).catch(() => undefined);
    return answer?.ok === true && (await answer.text()).includes(text);
  };
  const [old, edited] = ["Only completed tasks, or only open ones", "Tasks that are done, or those that are not"];
  await dev.until(async () => describes(old));
  const path = join(clone, "packages/api/src/tasks/tasks.filters.ts");
  const source = await readFile(path, "utf8");
  if (!source.includes(old)) throw new Error(`${path} does not say "${old}": edit what this looks for`);
  const begun = performance.now();
  await writeFile(path, source.replace(old, edited));
  await dev.until(async () => describes(edited));
  const took = (performance.now() - begun) / 1000;
  await dev.stop();
  return took;
}
