import { parseArgs } from "node:util";
import { z } from "zod";
import { type ServerName, servers } from "./stage.js";
import { type Workload, workloads } from "./workloads.js";

export const USAGE = `usage: pnpm bench [--rounds 3] [--seconds 2] [--only list,get] [--connections 1,16,64]
                   [--servers ours,bare,naive,ours-2] [--users 1000] [--tasks 200] [--full] [--write]
  --only         of ${workloads.join(", ")}
  --full         5 rounds of 10 seconds
  --write        puts the figures into bench/README.md`;

/** The options make no sense. The message says which, and the usage. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(fault: string) {
    super(`${fault}\n${USAGE}`);
  }
}

export interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly only: readonly Workload[];
  /** Undefined: what each workload's goals ask for. */
  readonly connections: readonly number[] | undefined;
  readonly servers: readonly ServerName[];
  readonly users: number;
  readonly tasks: number;
  readonly write: boolean;
}

const whole = (least: number) =>
  z
    .string()
    .transform(Number)
    .pipe(z.int({ error: "must be a whole number" }).min(least, { error: `must be ${least} at least` }));
const listOf = <T>(item: z.ZodType<T, string>) =>
  z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(item));

const flags = z.object({
  rounds: whole(1).optional(),
  seconds: whole(1).optional(),
  only: listOf(z.enum(workloads)).default([...workloads]),
  connections: listOf(whole(1)).optional(),
  servers: listOf(z.enum(servers)).default([...servers]),
  users: whole(100).default(1000),
  tasks: whole(40).default(200),
  full: z.boolean().default(false),
  write: z.boolean().default(false),
});

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options {
  const { full, ...values } = check(parse(args));
  if (values.connections?.some((count) => count > values.users)) {
    throw new UsageError("--connections can't be more than --users: each connection has users of its own");
  }
  const defaults = full ? { rounds: 5, seconds: 10 } : { rounds: 3, seconds: 2 };
  return {
    ...values,
    rounds: values.rounds ?? defaults.rounds,
    seconds: values.seconds ?? defaults.seconds,
    connections: values.connections,
  };
}

function check(values: unknown): z.output<typeof flags> {
  const { data, error } = flags.safeParse(values);
  if (data) return data;
  throw new UsageError(error.issues.map(({ path, message }) => `--${String(path[0])}: ${message}`).join("\n"));
}

function parse(args: readonly string[]): unknown {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: args.filter((arg) => arg !== "--"),
      options: {
        rounds: text,
        seconds: text,
        only: text,
        connections: text,
        servers: text,
        users: text,
        tasks: text,
        full: flag,
        write: flag,
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
