import { type Database, openDatabase, type Principal, SCOPES } from "@typedo/db";
import { createTestDatabase, ownerClient } from "@typedo/db/testing";
import type { Accounts } from "../accounts.js";
import type { Context } from "../context.js";
import type { CursorKeys } from "../cursor.js";
import { type Fault, toFault } from "../fault.js";
import { appRouter } from "../router.js";

/** What a call that fails tells its caller. */
export async function faultOf(call: Promise<unknown>): Promise<Fault> {
  return call.then(
    () => {
      throw new Error("The call was meant to fail");
    },
    (error: unknown) => toFault(error),
  );
}

const refuse = async () => {
  throw new Error("This test has no accounts");
};

/** Where a test is not about accounts. */
const noAccounts: Accounts = {
  find: refuse,
  rename: refuse,
  remove: refuse,
  listKeys: refuse,
  createKey: refuse,
  revokeKey: refuse,
};

/** What cursors are sealed with. */
export const testCursorKeys: CursorKeys = [new Uint8Array(32)];

type OwnerClient = ReturnType<typeof ownerClient>;

/** A database of a test file's own, and users who call the procedures. */
export interface TestApi {
  readonly database: Database;
  /** Past every policy: for controls. */
  readonly owner: OwnerClient;
  /** Makes a user, who calls with all scopes unless told otherwise. */
  newUser(scopes?: Principal["scopes"]): Promise<TestUser>;
  /** Calls as whoever the context says. */
  callAs(context: Partial<Context>): ReturnType<typeof appRouter.createCaller>;
  close(): Promise<void>;
}

export interface TestUser {
  readonly principal: Principal;
  readonly api: ReturnType<typeof appRouter.createCaller>;
}

export async function openTestApi(): Promise<TestApi> {
  const testDatabase = await createTestDatabase();
  const database = openDatabase(testDatabase.app, { poolSize: 4 });
  const owner = ownerClient(testDatabase);
  let users = 0;
  const callAs: TestApi["callAs"] = (context) =>
    appRouter.createCaller({
      principal: undefined,
      refusal: undefined,
      database,
      cursorKeys: testCursorKeys,
      requestId: "test-request",
      accounts: noAccounts,
      charge: async () => {},
      chargeGuess: async () => {},
      outcome: { created: false, replayed: false },
      ...context,
    });
  return {
    database,
    owner,
    callAs,
    async newUser(scopes = SCOPES) {
      users += 1;
      const userId = `user-${users}`;
      await owner`insert into auth."user" (id, name, email) values (${userId}, ${userId}, ${`${userId}@example.com`})`;
      const principal: Principal = { userId, scopes };
      return { principal, api: callAs({ principal }) };
    },
    async close() {
      await database.close();
      await testDatabase.close();
    },
  };
}
