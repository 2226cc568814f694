import { DatabaseError, DatabaseUnavailableError, translateDatabaseError } from "./errors.js";
import { RecentMap } from "./recent-map.js";
import type { Failure, Part, Span } from "./span.js";

const SYSTEM = { "db.system.name": "postgresql" };

/** The time until a connection is lent: it is made then, or others have them all. */
export const WAITING: Part = { name: "wait for a connection" };

export const COMMITTING: Part = {
  name: "COMMIT",
  kind: "client",
  attributes: { ...SYSTEM, "db.operation.name": "COMMIT" },
};

/** One run of a transaction, which is told apart from the first where that was undone because of others. */
export function transactionPart(access: "read" | "write", run = 1): Part {
  return { name: `${access} transaction`, attributes: run === 1 ? SYSTEM : { ...SYSTEM, "typedo.run": run } };
}

/** Runs `work` as a part of a span, where there is one. */
export function within<T>(
  span: Span | undefined,
  describe: () => Part,
  work: (begun?: Span) => Promise<T>,
): Promise<T> {
  return span ? runWithin(span.begin(describe()), work) : work();
}

async function runWithin<T>(begun: Span, work: (begun: Span) => Promise<T>): Promise<T> {
  try {
    const result = await work(begun);
    begun.end();
    return result;
  } catch (error) {
    begun.end(failureOf(error));
    throw error;
  }
}

/** What is not the database's undoes a transaction on purpose: whether it is a fault, tells who called. */
function failureOf(error: unknown): Failure {
  const translated = translateDatabaseError(error);
  if (translated instanceof DatabaseUnavailableError) return { type: translated.reason, isFault: true };
  if (translated instanceof DatabaseError) {
    // Of classes 22 and 23, the data are at fault.
    return { type: translated.sqlState, isFault: !/^2[23]/.test(translated.sqlState) };
  }
  return { type: translated instanceof Error ? translated.name : "unknown", isFault: false };
}

/** Statements are alike: few are told from their text more than once. */
const parts = new RecentMap<Part>(1000);

/** What a statement does, and to which tables: never its values, nor its text. */
export function statementPart(statement: string): Part {
  const known = parts.get(statement);
  if (known) return known;
  const part = describeStatement(statement);
  parts.set(statement, part);
  return part;
}

function describeStatement(statement: string): Part {
  const [first = "statement"] = /\w+/.exec(statement) ?? [];
  const [changes] = (first === "with" && /\b(?:insert|update|delete)\b/.exec(statement)) || [];
  const operation = (first === "with" ? (changes ?? "select") : first).toUpperCase();
  const named = statement.matchAll(/\b(?<schema>app|auth)"?\."?(?<name>\w+)/g);
  const targets = [...new Set([...named].map(({ groups }) => `${groups?.["schema"]}.${groups?.["name"]}`))];
  const [called = ""] = /\b\w+(?=\()/.exec(statement) ?? [];
  const summary = [operation, ...(targets.length > 0 ? targets : [called])].join(" ").trim();
  const attributes = { ...SYSTEM, "db.operation.name": operation, "db.query.summary": summary };
  return { name: summary, kind: "client", attributes };
}
