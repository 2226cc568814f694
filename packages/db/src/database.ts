import { Pool, TimeoutError } from "tarn";
import { type Connection, type EndReason, openConnection } from "./connection.js";
import { DatabaseUnavailableError, translateDatabaseError } from "./errors.js";
import type { DatabaseLogin } from "./login.js";
import type { Span } from "./span.js";
import { WAITING, within } from "./traced.js";
import { type Leave, openTurns, type Turns } from "./turns.js";

/** A pool of connections, each lent to one transaction at a time. What a procedure does with it is `asUser`. */
export interface Database {
  /**
   * Lends a connection for as long as `work` takes. Who has any doubt about its state destroys it, and it is not lent again.
   *
   * @throws DatabaseUnavailableError when none is free or can be made in time, or when it is not the claim's turn in time
   */
  lend<T>(work: (connection: Connection) => Promise<T>, loan?: Loan): Promise<T>;
  pool(): PoolState;
  /** Waits for what is lent, then closes all. */
  close(): Promise<void>;
}

/**
 * Who a connection is for. A user's changes wait for each other in the database, for the change number, and would wait
 * there with a connection each, until none is left for others: so they wait here instead. Nor do one user's reads take
 * all connections, however many they are and however much they read.
 */
export interface Claim {
  readonly userId: string;
  /** `long` is a change that may take longer than others: of such a user has one at a time. */
  readonly work: "read" | "change" | "long";
}

/** What a connection is lent for. */
export interface Loan {
  readonly claim?: Claim | undefined;
  /** Milliseconds to wait for a turn and a connection, if not as long as users do. */
  readonly patience?: number | undefined;
  /** What the time until it is lent is a part of, where somebody looks. */
  readonly span?: Span | undefined;
}

/** How a pool fares. */
export interface PoolState {
  /** Connections that are lent. */
  readonly lent: number;
  /** Connections that wait to be lent. */
  readonly idle: number;
  /** Who waits for a connection. */
  readonly waiting: number;
  /** How often a connection was lent so far. */
  readonly leases: number;
  /** How many connections have ended so far, by why. */
  readonly ended: ReadonlyMap<EndReason, number>;
}

export interface DatabaseOptions {
  /** Connections, in all. */
  readonly poolSize: number;
  /** Milliseconds to wait for a turn and a free connection, together, before giving up: 1000 unless said. */
  readonly acquireTimeout?: number;
}

/** Milliseconds until a connection has to be open: where the network was silent, it keeps a place for as long after that. */
const OPENING = 1500;

/** The first one, and the first after all were idle: for that, a database may have to be woken. */
const FIRST_OPENING = 5000;

/** Milliseconds that a program which starts waits for a connection: until it is known what becomes of the first one. */
export const STARTING_PATIENCE = FIRST_OPENING + 1000;

/** Milliseconds after which one that is given up was silent. */
const SILENCE = 1000;

/** Opens no connection yet: the first is made when the first is asked for. */
export function openDatabase(login: DatabaseLogin, options: DatabaseOptions): Database {
  const ended = new Map<EndReason, number>();
  /** Since when one was asked that gave no answer; in milliseconds, as all here. */
  let silentSince = -Infinity;
  let mayHaveToWake = true;
  let leases = 0;
  let waiting = 0;
  const usualPatience = options.acquireTimeout ?? 1000;
  // However small the pool is, one user leaves a connection to others, unless there is only one.
  const most = Math.max(1, options.poolSize - 1);
  const share = Math.min(Math.max(2, Math.floor(options.poolSize / 4)), most);
  const reads = openTurns(Math.min(2 * share, most));
  const changes = openTurns(share);
  const longOnes = openTurns(1);
  const allLongOnes = openTurns(share);
  // The network may have forgotten all that it has not seen in use since, and tell of none: each would take another request
  // the whole time that it has.
  const mayBeDead = (connection: Connection) => connection.answeredAt < silentSince;
  const pool = new Pool<Connection>({
    min: 0,
    max: options.poolSize,
    // Longer than `acquire` waits, or a connection can take.
    acquireTimeoutMillis: 120_000,
    createTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    propagateCreateError: true,
    create: async () => {
      const time = mayHaveToWake ? FIRST_OPENING : OPENING;
      mayHaveToWake = false;
      return openConnection(login, time);
    },
    validate: (connection) => !connection.lost && !connection.worn && !mayBeDead(connection),
    destroy(connection: Connection) {
      if (mayBeDead(connection)) connection.destroy("no-answer");
      else connection.destroy(connection.worn ? "worn" : "idle");
      const why = connection.ended ?? "idle";
      ended.set(why, (ended.get(why) ?? 0) + 1);
      if (why === "idle" && pool.numUsed() + pool.numFree() === 0) mayHaveToWake = true;
    },
  });

  /** What a claim has to wait for before a connection, and by which name. */
  function turnsOf({ userId, work }: Claim): readonly (readonly [Turns, string])[] {
    if (work === "read") return [[reads, userId]];
    const change = [changes, userId] as const;
    return work === "change" ? [change] : [[longOnes, userId], [allLongOnes, ""], change];
  }

  /** Who waits for a turn waits without a connection. */
  async function takeConnection({ claim, patience = usualPatience }: Loan) {
    const leaves: Leave[] = [];
    const leaveAll = () => {
      for (const leave of leaves.toReversed()) leave();
    };
    waiting += 1;
    const since = performance.now();
    const left = () => Math.max(0, patience - (performance.now() - since));
    try {
      for (const [turns, name] of claim ? turnsOf(claim) : []) leaves.push(await turns.enter(name, left()));
      const connection = await acquire(pool, left());
      const giveBack = () => {
        pool.release(connection);
        leaveAll();
      };
      return { connection, giveBack };
    } catch (error) {
      leaveAll();
      throw error;
    } finally {
      waiting -= 1;
    }
  }

  return {
    async lend(work, loan = {}) {
      const { connection, giveBack } = await within(
        loan.span,
        () => WAITING,
        () => takeConnection(loan),
      );
      leases += 1;
      const since = performance.now();
      try {
        return await work(connection);
      } finally {
        const now = performance.now();
        if (connection.ended === undefined) connection.answeredAt = now;
        // One that was reset says so at once, and what PostgreSQL refused, however late, it has answered: neither tells
        // anything of the others.
        else if (connection.ended !== "refused" && now - since >= SILENCE) silentSince = Math.max(silentSince, since);
        giveBack();
      }
    },
    pool: () => ({
      lent: pool.numUsed(),
      idle: pool.numFree(),
      waiting,
      leases,
      ended,
    }),
    close: async () => {
      await pool.destroy();
    },
  };
}

/** @param left milliseconds to wait */
function acquire(pool: Pool<Connection>, left: number): Promise<Connection> {
  const pending = pool.acquire();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    pending.abort();
  }, left);
  return pending.promise.then(
    (connection) => {
      clearTimeout(timer);
      return connection;
    },
    (error: unknown) => {
      clearTimeout(timer);
      throw isLate || error instanceof TimeoutError
        ? new DatabaseUnavailableError("pool-exhausted", error)
        : translateDatabaseError(error);
    },
  );
}
