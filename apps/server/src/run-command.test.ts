import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const COMMAND = new URL("../dist/run-command.js", import.meta.url).href;

/** What a command writes that throws this where nobody can catch it. */
async function failWith(error: string): Promise<unknown> {
  const script = `
    import { runCommand } from ${JSON.stringify(COMMAND)};
    await runCommand(async () => {
      setImmediate(() => { throw ${error}; });
      await new Promise((resolve) => setTimeout(resolve, 20_000));
    });`;
  return promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
}

test("what postgres.js throws past every catch is told as a connection that is lost, and ends the command", async () => {
  const stack =
    "TypeError: Cannot read properties of null\n  at nextWrite (file:///x/node_modules/postgres/src/connection.js:255:14)";
  await expect(
    failWith(`Object.assign(new TypeError("null"), { stack: ${JSON.stringify(stack)} })`),
  ).rejects.toMatchObject({
    code: 1,
    stderr: "The connection to the database was lost: run it again when the database is well\n",
  });
});

test("what else nobody expects keeps its stack", async () => {
  await expect(failWith(`new RangeError("of ours")`)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^RangeError: of ours\n {4}at /),
  });
});
