import type postgres from "postgres";
import { type Principal, SCOPES } from "../principal.js";

/** Makes a user, and the principal of a web session of theirs. */
export async function addUser(client: postgres.Sql, userId: string): Promise<Principal> {
  await client`insert into auth."user" (id, name, email) values (${userId}, ${userId}, ${`${userId}@example.com`})`;
  return { userId, scopes: SCOPES };
}
