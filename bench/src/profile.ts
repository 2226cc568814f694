import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { startLoad } from "./load/load.js";
import { type Closers, withClosers } from "./machine/closers.js";
import { byPackage, readCpuProfile, type SelfTime, selfTimes } from "./report/cpu-profile.js";
import { formatTable } from "./report/table.js";
import { openStage, servers } from "./stage.js";
import { workloads } from "./workloads.js";

const USAGE = `usage: node bench/dist/profile.js ${workloads.join("|")} [--connections 16] [--seconds 10]
       [--server ${servers.join("|")}] [--top 40] [--keep profile.cpuprofile]`;

/** Seconds of load before those that are looked at. */
const WARM_UP = 3;

/** Characters; a regular expression's name is all of it. */
const LONGEST_NAME = 40;

const options = z.object({
  workload: z.enum(workloads),
  server: z.enum(servers).default("ours"),
  connections: z.coerce.number().int().min(1).default(16),
  seconds: z.coerce.number().int().min(1).default(10),
  top: z.coerce.number().int().min(1).default(40),
  /** Where to put the profile, for Chrome's DevTools. */
  keep: z.string().optional(),
});

const say = (line: string) => process.stderr.write(`${line}\n`);

await withClosers(async (closers) => profile(closers, readOptions()));

function readOptions(): z.output<typeof options> {
  const text = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { server: text, connections: text, seconds: text, top: text, keep: text },
  });
  const { data, error } = options.safeParse({ ...values, workload: positionals[0] });
  if (!data) throw new Error(`${z.prettifyError(error)}\n${USAGE}`);
  return data;
}

/** Shows where a server's time goes under a load. */
async function profile(closers: Closers, asked: z.output<typeof options>): Promise<void> {
  const { workload, connections, seconds } = asked;
  const folder = await mkdtemp(join(tmpdir(), "typedo-profile-"));
  closers.add(() => rm(folder, { recursive: true, force: true }));
  const stage = await openStage(closers, { users: 1000, tasks: 200 }, say);
  const server = await stage.start(asked.server, ["--cpu-prof", `--cpu-prof-dir=${folder}`]);
  const load = startLoad(closers, stage.targets);
  say(`${workload} at ${connections} connections on ${asked.server}, for ${WARM_UP + seconds} s`);
  await load.run({ url: server.url, workload, connections, seconds: WARM_UP, stamp: "warm-up" });
  const from = microseconds();
  const { good, bad } = await load.run({ url: server.url, workload, connections, seconds, stamp: "profile" });
  const to = microseconds();
  await server.stop();
  const [file] = await readdir(folder);
  if (file === undefined) throw new Error("The server wrote no profile");
  const json = await readFile(join(folder, file), "utf8");
  const times = selfTimes(readCpuProfile(json), { from, to });

  const busy = times.reduce((sum, { time }) => sum + time, 0) / good;
  process.stdout.write(`${good} requests, ${bad} bad; ${busy.toFixed(0)} µs a request, without what was idle\n\n`);
  process.stdout.write(`${timesTable(byPackage(times), good, 20)}\n\n${timesTable(times, good, asked.top)}\n`);
  if (asked.keep !== undefined) await writeFile(asked.keep, json);
}

function timesTable(times: readonly SelfTime[], requests: number, top: number): string {
  const all = times.reduce((sum, { time }) => sum + time, 0);
  const rows = times
    .slice(0, top)
    .map(({ name, place, time }) => [
      name.slice(0, LONGEST_NAME),
      place,
      (time / requests).toFixed(1),
      `${((time / all) * 100).toFixed(1)} %`,
    ]);
  return formatTable(["function", "place", "self µs", "share"], rows, 2);
}

function microseconds(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
