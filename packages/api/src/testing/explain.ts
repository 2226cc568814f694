import type { Database } from "@typedo/db";

/** A statement of a procedure, as it was sent. */
export interface Sent {
  readonly statement: string;
  readonly parameters: readonly unknown[];
}

/** The database, with a list of all that is sent through it; trips are counted by their answers. */
export function recording(database: Database): { readonly database: Database; readonly sent: Sent[] } {
  const sent: Sent[] = [];
  return {
    sent,
    database: {
      close: () => database.close(),
      lend: (work) =>
        database.lend((connection) =>
          work({
            get lost() {
              return connection.lost;
            },
            get worn() {
              return connection.worn;
            },
            destroy: () => connection.destroy(),
            run(statement, parameters = []) {
              sent.push({ statement, parameters });
              return connection.run(statement, parameters);
            },
          }),
        ),
    },
  };
}

/** What PostgreSQL did for a statement. */
export interface Plan {
  /** Pages read, from memory or not. */
  readonly buffers: number;
  readonly milliseconds: number;
  readonly sequentialScans: number;
  /** The most rows that any step sorted. */
  readonly sorted: number;
  readonly text: string;
}

/** Runs a statement as the user's transaction would, and tells how it was done. */
export async function explain(database: Database, userId: string, { statement, parameters }: Sent): Promise<Plan> {
  return database.lend(async (connection) => {
    await connection.run("begin");
    await connection.run("select set_config('role', 'typedo_reader', true), set_config('app.user_id', $1, true)", [
      userId,
    ]);
    // As it is after the statement was prepared and used often.
    await connection.run("set local plan_cache_mode = force_generic_plan");
    const { rows } = await connection.run(`explain (analyze, buffers, format json) ${statement}`, parameters);
    await connection.run("rollback");
    return readPlan(rows[0]?.[0]);
  });
}

function readPlan(json: unknown): Plan {
  const parsed: unknown = typeof json === "string" ? JSON.parse(json) : json;
  const root: unknown = Array.isArray(parsed) ? parsed[0] : undefined;
  const top = field(root, "Plan");
  const steps = stepsOf(top);
  const sorts = steps.filter((step) => field(step, "Node Type") === "Sort");
  return {
    buffers: number(top, "Shared Hit Blocks") + number(top, "Shared Read Blocks"),
    milliseconds: number(root, "Execution Time"),
    sequentialScans: steps.filter((step) => field(step, "Node Type") === "Seq Scan").length,
    sorted: Math.max(0, ...sorts.map((sort) => Math.max(...stepsOf(sort).map((step) => number(step, "Actual Rows"))))),
    text: JSON.stringify(top, null, 1),
  };
}

function stepsOf(step: unknown): unknown[] {
  const parts = field(step, "Plans");
  return [step, ...(Array.isArray(parts) ? parts.flatMap(stepsOf) : [])];
}

function field(holder: unknown, name: string): unknown {
  return typeof holder === "object" && holder !== null ? Reflect.get(holder, name) : undefined;
}

function number(holder: unknown, name: string): number {
  const value = field(holder, name);
  return typeof value === "number" ? value : 0;
}
