import type { Database, Principal } from "@typedo/db";
import { watchStatements } from "@typedo/db/testing";
import type { TestApi } from "./callers.js";
import type { Listing } from "./listings.js";

/** A statement of a procedure, as it was sent. */
export interface Sent {
  readonly statement: string;
  readonly parameters: readonly unknown[];
}

/** The database, with a list of all that is sent through it. */
export function recording(database: Database): { readonly database: Database; readonly sent: Sent[] } {
  const sent: Sent[] = [];
  const recorded = watchStatements(database, (run) => async (statement, parameters = []) => {
    sent.push({ statement, parameters });
    return run(statement, parameters);
  });
  return { sent, database: recorded };
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

/**
 * How PostgreSQL serves a page, or its count where one is asked for; and where the next one begins. A prepared statement
 * is planned for its values the first times, and then perhaps once for all: it is the worse of the two.
 */
export async function explainList(
  { callAs, database }: Pick<TestApi, "callAs" | "database">,
  principal: Principal,
  listing: Listing,
): Promise<{ plan: Plan; nextCursor: string | null }> {
  const recorded = recording(database);
  const { nextCursor } = await callAs({ principal, database: recorded.database }).tasks.list(listing);
  const statement = recorded.sent.findLast((one) => one.statement.includes('"app"."tasks"'));
  if (!statement) throw new Error("Nothing was asked of the tasks");
  const before = recorded.sent.slice(0, recorded.sent.indexOf(statement));
  const plan = await explain(database, principal.userId, statement, "force_custom_plan");
  if (before.some((one) => one.statement.includes("force_custom_plan"))) return { plan, nextCursor };
  const forAll = await explain(database, principal.userId, statement, "force_generic_plan");
  return { plan: forAll.buffers > plan.buffers ? forAll : plan, nextCursor };
}

type PlanMode = "force_generic_plan" | "force_custom_plan";

/** Runs a statement as the user's transaction would, and tells how it was done. */
async function explain(
  database: Database,
  userId: string,
  { statement, parameters }: Sent,
  mode: PlanMode,
): Promise<Plan> {
  return database.lend(async (connection) => {
    await connection.run("begin");
    await connection.run(
      "select set_config('role', 'typedo_reader', true), set_config('app.user_id', $1, true), set_config('plan_cache_mode', $2, true)",
      [userId, mode],
    );
    // To explain the statement itself, with parameters, would tell of a plan for these values alone.
    await connection.run(`prepare explained as ${statement}`);
    const values = parameters.length === 0 ? "" : `(${parameters.map(toLiteral).join(", ")})`;
    const { rows } = await connection.run(`explain (analyze, buffers, format json) execute explained${values}`);
    await connection.run("deallocate explained");
    await connection.run("rollback");
    return readPlan(rows[0]?.[0]);
  });
}

export function toLiteral(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return `'${String(value).replaceAll("'", "''")}'`;
  }
  throw new TypeError(`No literal is known for a ${typeof value}`);
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

export function stepsOf(step: unknown): unknown[] {
  const parts = field(step, "Plans");
  return [step, ...(Array.isArray(parts) ? parts.flatMap(stepsOf) : [])];
}

export function field(holder: unknown, name: string): unknown {
  return typeof holder === "object" && holder !== null ? Reflect.get(holder, name) : undefined;
}

function number(holder: unknown, name: string): number {
  const value = field(holder, name);
  return typeof value === "number" ? value : 0;
}
