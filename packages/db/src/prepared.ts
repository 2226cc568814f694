import { is, SQL, sql } from "drizzle-orm";
import { drizzle, type PgRemoteDatabase } from "drizzle-orm/pg-proxy";
import { compiledOf } from "./compiled.js";
import type { StatementResult } from "./connection.js";
import { RecentMap } from "./recent-map.js";

type Send = (statement: string, parameters: readonly unknown[]) => Promise<StatementResult>;

/** Builds statements that are prepared once, with placeholders, and run in any transaction by its `run`. */
export type Builder = Pick<PgRemoteDatabase, "select" | "insert" | "update" | "delete" | "with" | "$with">;

/** A statement that was built and `.prepare`d by `statements`. */
export interface Prepared<T> {
  execute(values?: Record<string, unknown>): Promise<T>;
}

/** What a transaction can do: build a statement and send it, or send one that was built before. */
export interface Transaction extends Builder {
  /** Building a statement costs as much as all the rest of a request: what is asked for often is built once. */
  run<T>(prepared: Prepared<T>, values: Record<string, unknown>): Promise<T>;
  /**
   * Has what follows planned for its values, each time: where one plan for all is bad for some. Goes out with what
   * follows.
   */
  planForValues(): void;
  /** Sends a last statement in one trip with COMMIT: nothing is stored if it fails, and its error is the transaction's. */
  withCommit(statement: { execute(): Promise<unknown> }): void;
}

export const statements: Builder = drizzle(() => {
  throw new Error("A prepared statement is sent by the `run` of a transaction");
});

const PLAN_FOR_VALUES = "select set_config('plan_cache_mode', 'force_custom_plan', true)";

export async function runPrepared<T>(send: Send, prepared: Prepared<T>, values: Record<string, unknown>): Promise<T> {
  const { text, parametersOf, read } = compiledOf(prepared);
  const { rows } = await send(text, parametersOf(values));
  return read(rows);
}

/** A transaction of what `send` sends. */
export class OneTransaction implements Transaction {
  readonly withCommit: Transaction["withCommit"];
  readonly #send: Send;
  #builder: Builder | undefined;

  constructor(send: Send, withCommit: Transaction["withCommit"]) {
    this.#send = send;
    this.withCommit = withCommit;
  }

  get select(): Builder["select"] {
    return this.#build().select.bind(this.#builder);
  }

  get insert(): Builder["insert"] {
    return this.#build().insert.bind(this.#builder);
  }

  get update(): Builder["update"] {
    return this.#build().update.bind(this.#builder);
  }

  get delete(): Builder["delete"] {
    return this.#build().delete.bind(this.#builder);
  }

  get with(): Builder["with"] {
    return this.#build().with.bind(this.#builder);
  }

  get $with(): Builder["$with"] {
    return this.#build().$with;
  }

  planForValues(): void {
    // If it fails, so does all that follows.
    this.#send(PLAN_FOR_VALUES, []).catch(() => {});
  }

  run<T>(prepared: Prepared<T>, values: Record<string, unknown>): Promise<T> {
    return runPrepared(this.#send, prepared, values);
  }

  /** Only who builds a statement needs what builds it: most run those that were built before. */
  #build(): Builder {
    this.#builder ??= drizzle(async (statement, parameters) => {
      const { rows } = await this.#send(statement, parameters);
      return { rows: [...rows] };
    });
    return this.#builder;
  }
}

/** Shapes that are kept: enough for what clients do, and no more than memory has room for. */
const MOST_SHAPES = 500;

/** Gives the statement of a shape, which is built when it is first asked for; those long unused are given up first. */
export function statementsByShape<T>(): (shape: string, build: () => Prepared<T>) => Prepared<T> {
  const kept = new RecentMap<Prepared<T>>(MOST_SHAPES);
  return (shape, build) => {
    const known = kept.get(shape);
    if (known) return known;
    const statement = build();
    kept.set(shape, statement);
    return statement;
  };
}

/** Columns and what they are set to, apart: what is the same for each statement of the shape, and what is not. */
export interface Shaped<Row extends object> {
  readonly shape: string;
  /** As the row, with a placeholder by its column's name for each value that is neither null nor SQL. */
  template(): Row;
  readonly values: Record<string, unknown>;
}

/** SQL as a value is a part of the statement: rows have a shape in common only with the very same. */
const numbersOfSql = new WeakMap<SQL, number>();
let lastNumber = 0;

function numberOf(value: SQL): number {
  const number = numbersOfSql.get(value) ?? (lastNumber += 1);
  numbersOfSql.set(value, number);
  return number;
}

/** Give SQL that is used again as one object: each new one makes a shape of its own. */
export function shapeRow<Row extends object>(row: Row): Shaped<Row> {
  const marked: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(row)) {
    if (value === undefined) continue;
    if (value === null) marked.push(`${key}-`);
    else if (is(value, SQL)) marked.push(`${key}*${numberOf(value)}`);
    else {
      marked.push(key);
      values[key] = value;
    }
  }
  return {
    shape: marked.join(),
    values,
    template: () => Object.assign({ ...row }, ...Object.keys(values).map((key) => ({ [key]: sql.placeholder(key) }))),
  };
}
