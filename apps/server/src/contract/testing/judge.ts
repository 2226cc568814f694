import { brokenRules, namesOther } from "./beyond-schema.js";
import type { Draft } from "./draft.js";
import { readProblem } from "./answer-checks.js";
import type { Operation } from "./open-api.js";
import { type Exchange, fail } from "./wire.js";
import { IDS } from "./world.js";

/** Why a request that its schemas take may be refused all the same: what is there, and what is not. */
const STATE_CODES = new Set([
  "not_found",
  "conflict",
  "precondition_failed",
  "too_many_keys",
  "idempotency_mismatch",
  "idempotency_in_flight",
]);

/** The same, where the state makes one field wrong. */
const STATE_FAULTS = new Set([
  "no_such_parent",
  "circular_parent",
  "due_time_without_date",
  "wrong_password",
  "invalid_cursor",
]);

const NOT_THERE: ReadonlySet<string> = new Set([IDS.absent, IDS.deleted, IDS.foreign]);

/** Fails where a request that its schemas take was refused without a reason, or taken in spite of one. */
export function judge(operation: Operation, draft: Draft, userId: string, exchange: Exchange): void {
  const { status } = exchange.answer;
  if (namesOther(draft, userId)) {
    if (status !== 403 || readProblem(exchange).code !== "other_user") fail(exchange, "It names another user");
    return;
  }
  const broken = brokenRules(operation, draft);
  const sure = broken.find(({ surely }) => surely);
  if (sure) {
    const pointers = status === 422 ? (readProblem(exchange).errors ?? []).map(({ pointer }) => pointer) : [];
    const isTold = pointers.some((pointer) => broken.some(({ field }) => names(pointer, field)));
    if (!isTold) fail(exchange, `It must be refused because of ${sure.field}`);
    return;
  }
  const target = draft.path["id"]?.toLowerCase() ?? "";
  if (status < 400) {
    if (NOT_THERE.has(target) && operation.method !== "PUT") fail(exchange, "There is no such thing, but it was done");
    return;
  }
  const { code, errors = [] } = readProblem(exchange);
  const isOfState =
    STATE_CODES.has(code) ||
    (code === "validation_failed" &&
      errors.length > 0 &&
      errors.every((fault) => STATE_FAULTS.has(fault.code) || broken.some(({ field }) => names(fault.pointer, field))));
  if (!isOfState) fail(exchange, "Its schemas take it, but the server does not");
}

/** Whether a fault's pointer is to a field, wherever it is. */
export function names(pointer: string, field: string): boolean {
  const name = field.replaceAll("~", "~0").replaceAll("/", "~1");
  return (
    ["query", "path", "header"].some((place) => pointer === `${place}.${field}`) || `${pointer}/`.includes(`/${name}/`)
  );
}
