import { setImmediate as letOthers } from "node:timers/promises";
import { DatabaseError, translateDatabaseError, type WriteTransaction } from "@typedo/db";
import { ApiError } from "../errors.js";
import { toFault } from "../fault.js";
import type { Change } from "../trpc.js";
import { createTask, deleteTask, type TaskChange, updateTask } from "./tasks.queries.js";
import type { BatchResult, BatchTasksInput } from "./tasks.schema.js";

type Operation = BatchTasksInput["operations"][number];

/** Operations that cost as much as one request. */
const OPERATIONS_A_REQUEST = 25;

/** Characters that are read into words before others have their turn: some 15 ms. */
const CHARACTERS_A_TURN = 150_000;

/** What a batch costs, in requests. */
export function batchCost({ operations }: Pick<BatchTasksInput, "operations">): number {
  return Math.ceil(operations.length / OPERATIONS_A_REQUEST);
}

/** Characters that any change has time for, and of which a second has time for: in Chinese, each two are a word. */
const FEW_CHARACTERS = 400_000;
const CHARACTERS_A_SECOND = 50_000;
const MOST_SECONDS = 60;

/** Seconds that a batch may take, by what it has to find the words of; undefined: as many as any change. */
export function batchSeconds({ operations }: Pick<BatchTasksInput, "operations">): number | undefined {
  const characters = operations.reduce((sum, operation) => sum + textOf(operation).length, 0);
  if (characters <= FEW_CHARACTERS) return undefined;
  return Math.min(Math.ceil(characters / CHARACTERS_A_SECOND), MOST_SECONDS);
}

function textOf(operation: Operation): string {
  return operation.operation === "delete" ? "" : `${operation.title ?? ""}${operation.notes ?? ""}`;
}

/**
 * Does the operations in their order, all or none.
 *
 * @throws ApiError of the first operation that fails, with its index in each pointer
 */
export async function batchTasks(
  transaction: WriteTransaction,
  change: Pick<Change, "userId">,
  { operations }: Pick<BatchTasksInput, "operations">,
): Promise<BatchResult> {
  // Sent in their order, as each is a prepared statement, and without waiting for one another: the first that PostgreSQL
  // refuses makes it refuse all that follow. What was found by one that changed nothing, it looked up before.
  const running: Promise<BatchResult["results"][number]>[] = [];
  let read = 0;
  let hasFailed = false;
  for (const operation of operations) {
    const one = run(transaction, { userId: change.userId, looksFirst: true }, operation);
    // Why, is told below.
    one.catch(() => {
      hasFailed = true;
    });
    running.push(one);
    read += textOf(operation).length;
    if (read < CHARACTERS_A_TURN) continue;
    read = 0;
    await letOthers();
    if (hasFailed) break;
  }
  const outcomes = await Promise.allSettled(running);
  const failures = outcomes.flatMap((outcome, index) =>
    outcome.status === "rejected" ? [{ index, error: translateDatabaseError(outcome.reason) }] : [],
  );
  const failure = failures.find(({ error }) => !isAftermath(error)) ?? failures[0];
  if (failure) throw atOperation(failure.index, failure.error);
  return { results: outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : [])) };
}

/** in_failed_sql_transaction: another statement's fault. */
function isAftermath(error: unknown): boolean {
  return error instanceof DatabaseError && error.sqlState === "25P02";
}

async function run(
  transaction: WriteTransaction,
  change: TaskChange,
  operation: Operation,
): Promise<BatchResult["results"][number]> {
  const { userId: _caller, ...asked } = operation;
  switch (asked.operation) {
    case "create": {
      const { operation: _name, ...input } = asked;
      const task = await createTask(transaction, change, input);
      return { id: task.id, task };
    }
    case "update": {
      const { operation: _name, ...input } = asked;
      const task = await updateTask(transaction, change, input);
      return { id: task.id, task };
    }
    default:
      await deleteTask(transaction, change, asked);
      return { id: asked.id, task: null };
  }
}

/** What a caller did wrong in one operation; what is the server's fault has no place in the input. */
function atOperation(index: number, error: unknown): unknown {
  const { code, ...details } = toFault(error);
  if (code === "internal" || code === "unavailable" || code === "unauthenticated") return error;
  const at = `/operations/${index}`;
  const faults = details.errors ?? [{ pointer: "", message: details.detail ?? "It can't be done", code }];
  return new ApiError(code, {
    ...details,
    detail: `Operation ${index}: ${details.detail ?? "it can't be done"}. Nothing was changed`,
    errors: faults.map(({ pointer, message, code: what }) => ({ pointer: `${at}${pointer}`, message, code: what })),
  });
}
