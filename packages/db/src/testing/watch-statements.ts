import type { Connection } from "../connection.js";
import type { Database } from "../database.js";

type Run = Connection["run"];

/** The database, where `watch` says how each statement is sent, by how it would be. */
export function watchStatements(database: Database, watch: (run: Run) => Run): Database {
  return {
    ...database,
    lend: async (work, loan) =>
      database.lend(async (connection) => {
        const watched: Connection = Object.create(connection, { run: { value: watch(connection.run) } });
        return work(watched);
      }, loan),
  };
}
