import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type Closers, withClosers } from "./machine/closers.js";
import { writeReadme, writeResults } from "./report/report.js";
import { describeMachine, describeSurroundings } from "./report/surroundings.js";
import { formatTable } from "./report/table.js";
import { compile, type CompilerCost } from "./types/compile.js";
import { PROCEDURES_OF_FEATURE, writeProject } from "./types/project.js";

const USAGE = `usage: node bench/dist/types.js [--procedures 10,50,200] [--write]
  --write   puts the figures into bench/README.md`;

const options = z.object({
  procedures: z
    .string()
    .default("10,50,200")
    .transform((text) => text.split(",").map(Number))
    .pipe(z.array(z.int().min(PROCEDURES_OF_FEATURE).multipleOf(PROCEDURES_OF_FEATURE)).min(1)),
  write: z.boolean().default(false),
});

const WEB = fileURLToPath(new URL("../../apps/web", import.meta.url));

interface Line extends CompilerCost {
  readonly what: string;
}

await withClosers(async (closers) => types(closers));

/** Shows what an API's growth costs whoever writes against it. */
async function types(closers: Closers): Promise<void> {
  const { values } = parseArgs({ options: { procedures: { type: "string" }, write: { type: "boolean" } } });
  const { data, error } = options.safeParse(values);
  if (!data) throw new Error(`${z.prettifyError(error)}\n${USAGE}`);

  const lines: Line[] = [];
  const take = (what: string, folder: string) => {
    process.stderr.write(`${what}\n`);
    lines.push({ what, ...compile(folder) });
  };
  for (const procedures of data.procedures) {
    const project = await writeProject(closers, procedures);
    take(`${procedures}: the router`, project.router);
    take(`${procedures}: a client of its source`, project.clientOfSource);
    take(`${procedures}: a client of its declarations`, project.clientOfDeclarations);
  }
  take("ours: the web app", WEB);

  const surroundings = await describeSurroundings();
  const rows = lines.map(({ what, instantiations, types: made, check, total }) => [
    what,
    instantiations.toLocaleString("en"),
    made.toLocaleString("en"),
    check.toFixed(2),
    total.toFixed(2),
  ]);
  const figures = [
    `${describeMachine(surroundings)}.`,
    formatTable(["procedures", "instantiations", "types", "check s", "all s"], rows, 1),
  ].join("\n\n");
  process.stdout.write(`${figures}\n`);
  process.stderr.write(`All of it: ${await writeResults(surroundings, "types", { surroundings, lines })}\n`);
  if (data.write) await writeReadme("types", figures);
}
