import type postgres from "postgres";
import { startLoad } from "./load/load.js";
import type { ServerProcess } from "./machine/child.js";
import { type Closers, withClosers } from "./machine/closers.js";
import { type Machine, openMachine } from "./machine/proc.js";
import { type Bench, measure, type Measurement } from "./measure.js";
import { type Options, readOptions } from "./options.js";
import { planCells, planSteps, type Step } from "./plan.js";
import { probeAll } from "./probe-all.js";
import { describe, withVerdicts, writeReadme, writeResults } from "./report/report.js";
import { describeSurroundings } from "./report/surroundings.js";
import { openStage, type ServerName } from "./stage.js";

/** Seconds that each server is under each load before anything counts. */
const WARM_UP = 8;
/** Seconds that a measurement takes beside its load. */
const OVERHEAD = 0.3;
/** Seconds until the database is filled and the servers answer. */
const START = 25;

const say = (line: string) => process.stderr.write(`${line}\n`);

await withClosers(async (closers) => {
  const options = readOptions(process.argv.slice(2));
  await run(closers, options);
});

async function run(closers: Closers, options: Options): Promise<void> {
  const cells = planCells(options);
  const steps = planSteps(cells, options.rounds);
  const warmUps = cells
    .filter(({ workload }, index) => cells.findIndex((cell) => cell.workload === workload) === index)
    .flatMap((cell) => planSteps([{ ...cell, connections: 16 }], 1));
  const minutes = (START + warmUps.length * (WARM_UP + OVERHEAD) + steps.length * (options.seconds + OVERHEAD)) / 60;
  say(`${steps.length} measurements of ${options.seconds} s each: some ${Math.ceil(minutes)} minutes`);

  const stage = await openStage(closers, options, say);
  const surroundings = await describeSurroundings(stage.owner);
  const servers = new Map<ServerName, ServerProcess>();
  for (const name of options.servers) servers.set(name, await stage.start(name));

  say("Asking each server whether its answers are right");
  await probeAll(servers, stage.targets);

  const machine = openMachine();
  const bench: Bench = {
    machine,
    load: startLoad(closers, stage.targets),
    owner: stage.owner,
    postmaster: await findPostmaster(machine, stage.owner),
    seesAll: await seesAll(stage.owner),
  };
  say("Warming up");
  for (const step of warmUps) await take(bench, servers, { ...step, round: 0 }, WARM_UP);

  const measurements: Measurement[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.round !== steps[index - 1]?.round) await stage.owner.unsafe("vacuum analyze");
    const left = Math.ceil(((steps.length - index) * (options.seconds + OVERHEAD)) / 60);
    process.stderr.write(
      `${String(index + 1).padStart(4)}/${steps.length}, ${left} min left: round ${step.round}, ${step.workload} at ${step.connections} on ${step.server}: `,
    );
    const measurement = await take(bench, servers, step, options.seconds);
    say(`${measurement.requestsPerSecond.toFixed(0)} requests/s`);
    measurements.push(measurement);
  }

  const outcome = { surroundings, options, measurements };
  const figures = describe(outcome);
  process.stdout.write(`${figures}\n`);
  say(`All of it: ${await writeResults(surroundings, "run", withVerdicts(outcome))}`);
  if (options.write) await writeReadme("figures", figures);
}

async function take(
  bench: Bench,
  servers: ReadonlyMap<ServerName, ServerProcess>,
  step: Step,
  seconds: number,
): Promise<Measurement> {
  const server = servers.get(step.server);
  if (!server) throw new Error(`${step.server} does not run`);
  return measure(bench, step, server, seconds);
}

/** The parent of our own connection's process, if that is on this machine. */
async function findPostmaster(machine: Machine, owner: postgres.Sql): Promise<number | undefined> {
  const [row] = await owner<
    { pid: number; name: string }[]
  >`select pg_backend_pid() as pid, current_database() as name`;
  if (!row) return undefined;
  const command = machine.commandOf(row.pid);
  return command?.startsWith("postgres") && command.includes(row.name) ? machine.parentOf(row.pid) : undefined;
}

async function seesAll(owner: postgres.Sql): Promise<boolean> {
  const [row] = await owner<{ all: boolean }[]>`
    select rolsuper or rolbypassrls as all from pg_roles where rolname = current_user`;
  return row?.all === true;
}
