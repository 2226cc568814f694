import postgres from "postgres";
import type { ServerSettings } from "../env.js";
import { SET_USER } from "./statements.js";

/** Values as the statement's columns have them; all else is text. */
export type Row = readonly Value[];
export type Value = string | number | null;
type Role = "typedo_reader" | "typedo_writer";

/** Connections, each for one transaction at a time. */
export interface Lanes {
  /** One transaction of one statement, all of it in one trip: rejects unless COMMIT is known to have been done. */
  run(role: Role, userId: string, statement: string, parameters: readonly Value[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

// Dates and times stay text: they go into JSON as text again.
const asText = {
  to: 1184,
  from: [1082, 1083, 1114, 1184],
  serialize: (value: unknown) => value,
  parse: (text: string) => text,
};

export function openLanes({ databaseUrl, socketDirectory, poolSize }: ServerSettings): Lanes {
  const clients = Array.from({ length: poolSize }, () =>
    postgres(databaseUrl, {
      max: 1,
      ...(socketDirectory !== undefined && { host: socketDirectory }),
      fetch_types: false,
      max_lifetime: null,
      onnotice: () => {},
      types: { date: asText },
      connection: { application_name: "typedo-bench", TimeZone: "UTC" },
    }),
  );
  const idle = [...clients];
  const waiting: ((client: (typeof clients)[number]) => void)[] = [];

  return {
    async run(role, userId, statement, parameters) {
      const client = idle.pop() ?? (await new Promise<(typeof clients)[number]>((resolve) => waiting.push(resolve)));
      try {
        return await transact(client, role, userId, statement, parameters);
      } finally {
        const next = waiting.shift();
        if (next) next(client);
        else idle.push(client);
      }
    },
    async close() {
      await Promise.all(clients.map((client) => client.end({ timeout: 1 })));
    },
  };
}

async function transact(
  client: postgres.Sql<{ date: string }>,
  role: Role,
  userId: string,
  statement: string,
  parameters: readonly Value[],
): Promise<readonly Row[]> {
  const named = { prepare: true };
  // Sent in one tick, so that they share a write; each fails if the one before did, and COMMIT then says ROLLBACK.
  const sent = [
    client.unsafe("begin").execute(),
    client.unsafe(SET_USER, [role, userId], named).execute(),
    client
      .unsafe(statement, [...parameters], named)
      .values()
      .execute(),
    client.unsafe("commit").execute(),
  ] as const;
  try {
    const [, , rows, committed] = await Promise.all(sent);
    if (committed.command !== "COMMIT") throw new Error("The transaction was rolled back");
    return rows;
  } catch (error) {
    // Not before all four are answered is the connection free again.
    await Promise.allSettled(sent);
    throw error;
  }
}
