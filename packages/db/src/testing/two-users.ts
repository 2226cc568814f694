import { type Database, type DatabaseOptions, openDatabase } from "../database.js";
import type { Principal } from "../principal.js";
import { createTestDatabase, ownerClient, type TestDatabase } from "../testing.js";
import { addUser } from "./users.js";

/** Milliseconds that tests wait for a connection, and for their turn: a busy machine may need more than users have. */
const PATIENCE = 60_000;

/** A database of a test file's own, open, with two users. */
export interface TwoUsers {
  readonly testDatabase: TestDatabase;
  readonly database: Database;
  /** Past every policy: for controls. */
  readonly owner: ReturnType<typeof ownerClient>;
  readonly ada: Principal;
  readonly bob: Principal;
  close(): Promise<void>;
}

export async function openTwoUsers(options: DatabaseOptions): Promise<TwoUsers> {
  const testDatabase = await createTestDatabase();
  const database = openDatabase(testDatabase.app, { acquireTimeout: PATIENCE, ...options });
  const owner = ownerClient(testDatabase);
  return {
    testDatabase,
    database,
    owner,
    ada: await addUser(owner, "ada"),
    bob: await addUser(owner, "bob"),
    async close() {
      await database.close();
      await testDatabase.close();
    },
  };
}
