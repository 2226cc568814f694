import postgres from "postgres";
import type { DatabaseLogin } from "./login.js";
import { DatabaseError, DatabaseUnavailableError, translateDatabaseError, type UnavailableReason } from "./errors.js";
import { type Address, oneSocket } from "./one-socket.js";
import { TLS_PARAMETERS, tlsMode } from "./tls.js";

export interface StatementResult {
  /** Each row as its columns' values, in the statement's order. */
  readonly rows: readonly unknown[][];
  /** The command tag's first word: `SELECT`, `COMMIT`, `ROLLBACK` … */
  readonly command: string;
  /** The process id of the backend that answered. */
  readonly backend: number | undefined;
}

/** Why a connection is no longer lent; `doubt`: a transaction's end is not known to have left it clean. */
export type EndReason = UnavailableReason | "doubt" | "worn" | "idle";

/** One connection to PostgreSQL, for one transaction at a time. Once lost it stays lost: it never connects again. */
export interface Connection {
  /** Sends a statement behind those sent before, without waiting for them (they share a pipe). */
  run(statement: string, parameters?: readonly unknown[]): Promise<StatementResult>;
  readonly lost: boolean;
  /** So many different statements were prepared on it that another would be better: a backend never forgets one. */
  readonly worn: boolean;
  /** Why it was lost or destroyed first. */
  readonly ended: EndReason | undefined;
  /** When it was last known to answer, as `performance.now()` has it: whoever lends it notes that. */
  answeredAt: number;
  /** Closes the socket at once, whatever is under way. */
  destroy(why: EndReason): void;
}

// Dates and times stay text, as Drizzle expects them.
const asText = {
  to: 1184,
  from: [1082, 1083, 1114, 1184],
  serialize: (value: unknown) => value,
  parse: (text: string) => text,
};

/** Statements that a backend keeps prepared, each some 30 kB. */
const MOST_STATEMENTS = 500;

/** Seconds until a server that does not take the connection is given up. */
const CONNECT_TIMEOUT = 3;

/** postgres.js' options for one login; `max` connections. */
export function clientOptions(login: DatabaseLogin, max: number) {
  return {
    max,
    ...(login.socketDirectory && { host: login.socketDirectory }),
    fetch_types: false,
    max_lifetime: null,
    connect_timeout: CONNECT_TIMEOUT,
    onnotice: () => {},
    ssl: false,
    ...(tlsMode(login.url) !== "disable" && {
      socket: async (address: Address) => oneSocket(login.url, CONNECT_TIMEOUT * 1000).open(address),
    }),
    types: { date: asText },
    connection: { application_name: "typedo", TimeZone: "UTC" },
  } satisfies postgres.Options<{ date: postgres.PostgresType }>;
}

/** A login's URL without libpq's parameters that are dealt with here, or not at all: postgres.js would send them to the server. */
export function clientUrl(login: DatabaseLogin): string {
  const url = new URL(login.url);
  for (const name of ["channel_binding", ...TLS_PARAMETERS]) url.searchParams.delete(name);
  return url.href;
}

/**
 * Connects. postgres.js reconnects by itself, and would send what was meant for a dead transaction to a new backend; so a
 * client has one connection, of one socket, and the gate in `run` refuses from the moment that it closed.
 *
 * @param patience milliseconds for all of it: a server may take a connection, and then say nothing
 * @throws DatabaseUnavailableError when the server can't be reached, or does not let the login in
 */
export async function openConnection(login: DatabaseLogin, patience: number): Promise<Connection> {
  let ended: EndReason | undefined;
  const prepared = new Set<string>();
  const socket = oneSocket(login.url, patience);
  const options = {
    ...clientOptions(login, 1),
    socket: async (address: Address) => socket.open(address),
    onclose: () => {
      ended ??= "connection-lost";
    },
  };
  const client = postgres(clientUrl(login), options);

  const connection: Connection = {
    answeredAt: performance.now(),
    get lost() {
      return ended !== undefined;
    },
    get ended() {
      return ended;
    },
    get worn() {
      return prepared.size > MOST_STATEMENTS;
    },
    run(statement, parameters = []) {
      if (ended !== undefined) return Promise.reject(new DatabaseUnavailableError("connection-lost"));
      if (!login.pooled) prepared.add(statement);
      const query = client.unsafe(statement, parameters.map(toParameter), { prepare: !login.pooled });
      // Not by `await`: of a thenable it makes two promises more.
      return query.values().then(
        (result) => {
          const { command, state } = result;
          // Taken out of the result, one by one: it is of a class of its own, all of whose methods are slow. And V8 keeps it
          // for long, as a query of postgres.js holds functions that were made in the old generation, and lead to it.
          const rows: unknown[][] = [];
          for (const row of result) rows.push(row);
          result.length = 0;
          return { rows, command, backend: state?.pid };
        },
        (error: unknown) => {
          if (isTold(error)) throw error;
          // What was answered can't be read: whoever is at the other end, what they say from now on is worth nothing.
          connection.destroy("connection-lost");
          throw new DatabaseUnavailableError("connection-lost", error);
        },
      );
    },
    destroy(why) {
      ended ??= why;
      client.end({ timeout: 0 }).catch(() => {});
      if (why === "idle" || why === "worn") socket.close();
      else socket.destroy();
    },
  };

  const timer = setTimeout(() => connection.destroy("no-answer"), patience);
  try {
    await connection.run("select 1");
    connection.answeredAt = performance.now();
    return connection;
  } catch (error) {
    connection.destroy("refused");
    const translated = translateDatabaseError(error);
    if (translated instanceof DatabaseUnavailableError) throw translated;
    // For whatever reason PostgreSQL does not let the login in (42501, 55000 …), it is not what a request asked for.
    throw new DatabaseUnavailableError(translated instanceof DatabaseError ? "refused" : "connection-lost", translated);
  } finally {
    clearTimeout(timer);
  }
}

/** By us, by PostgreSQL, or of a connection that ended, or of a statement that was never sent: by its code, but for Node's own. */
function isTold(error: unknown): boolean {
  if (error instanceof DatabaseUnavailableError) return true;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && !code.startsWith("ERR_");
}

function toParameter(value: unknown): postgres.ParameterOrJSON<never> {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  if (value instanceof Uint8Array) return Buffer.from(value);
  throw new TypeError(`A statement's parameter can't be a ${typeof value}: its column has no driver value`);
}
