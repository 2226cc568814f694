import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";

const LOG = new URL("../dist/log.js", import.meta.url).href;

/** What a process writes that has a log and does this with it. */
function logging(doing: string, to?: string) {
  const script = `
    import { openLog } from ${JSON.stringify(LOG)};
    const log = openLog({ logLevel: "info", workers: 1 });
    ${doing}`;
  const asked = [process.execPath, "--input-type=module", "-e", script];
  return spawn("/bin/sh", ["-c", `exec "$@" ${to === undefined ? "" : `> ${to}`}`, "sh", ...asked], { stdio: "pipe" });
}

test("a line that is alone is not kept waiting for others", async () => {
  const child = logging(`log.info("alone"); process.stdin.resume();`);
  const [line]: unknown[] = await once(child.stdout, "data");
  expect(String(line)).toContain('"msg":"alone"');
  child.stdin.end();
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("a line that comes while nobody reads is not kept waiting when somebody does", async () => {
  // Of two timers of as many milliseconds, the log's is the first.
  const child = logging(`
    log.info("x".repeat(1_000_000));
    log.info("behind it");
    setTimeout(() => process.stderr.write("waited"), 50);
    process.stdin.resume();`);
  await once(child.stderr, "data");
  let written = "";
  for await (const chunk of child.stdout) {
    written += String(chunk);
    if (written.includes('"msg":"behind it"')) break;
  }
  child.stdin.end();
  expect(await once(child, "exit")).toEqual([0, null]);
});

test.each(["process.exit(3)", "throw new Error('as asked')", ""])(
  "what was not written yet is, when the process ends by %j",
  async (end) => {
    const child = logging(`
    process.on("uncaughtException", () => process.exit(1));
    for (let number = 0; number < 1000; number += 1) log.info({ number }, "one of many");
    ${end}`);
    const written = await text(child.stdout);
    const numbers = written
      .trim()
      .split("\n")
      .map((line): { number: number } => JSON.parse(line));
    expect(numbers.map(({ number }) => number)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  },
);

const LINES = `for (let number = 0; number < 1000; number += 1) log.info({ number, text: "x".repeat(20_000) }, "one of many");`;

// Each write to it fails as on a disk without room.
test.skipIf(!existsSync("/dev/full"))("where the disk is full, the process goes on, and comes to its end", async () => {
  const child = logging(
    `${LINES} setTimeout(() => { ${LINES} process.stderr.write("goes on"); process.stdin.resume(); }, 300);`,
    "/dev/full",
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  expect(String(await once(child.stderr, "data"))).toBe("goes on");
  child.stdin.end();
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("where nobody reads, the process goes on, and comes to its end; who reads again is told what is lost", async () => {
  const begin = `${LINES} setTimeout(() => process.stderr.write("goes on"), 300);`;
  const ending = logging(`${begin} process.stdin.on("data", () => process.exit(3));`);
  onTestFinished(() => void ending.kill("SIGKILL"));
  expect(String(await once(ending.stderr, "data"))).toBe("goes on");
  ending.stdin.end("now");
  expect(await once(ending, "exit")).toEqual([3, null]);

  const child = logging(`${begin} process.stdin.resume();`);
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stderr, "data");
  let written = "";
  for await (const chunk of child.stdout) {
    written += String(chunk);
    if (written.includes("were lost")) break;
  }
  const numbers = written.split("\n").flatMap((line) => /"number":(\d+)/.exec(line)?.[1] ?? []);
  expect(numbers).toEqual(numbers.map((_, index) => String(index)));
  expect(written).toContain(`"lines":${1000 - numbers.length},`);
  child.stdin.end();
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("how many lines are lost is told though the last that was taken is a long one", async () => {
  const child = logging(`
    for (let number = 0; number < 3600; number += 1) log.info("x".repeat(1000));
    log.info("x".repeat(600_000));
    for (let number = 0; number < 1000; number += 1) log.info("lost");
    process.stdin.resume();`);
  onTestFinished(() => void child.kill("SIGKILL"));
  let written = "";
  for await (const chunk of child.stdout) {
    written += String(chunk);
    if (written.includes("were lost")) break;
  }
  expect(written).toContain('"lines":1000,');
  child.stdin.end();
  expect(await once(child, "exit")).toEqual([0, null]);
});
