import { BASE_ERROR_CODES } from "@better-auth/core/error";
import { DatabaseError } from "@typedo/db";
import { APIError } from "better-auth/api";

/**
 * Does what may give a user an address. Better Auth looks first whether it is free: whoever takes it between that look and
 * the write, the database alone knows of, and Better Auth would call it a failure, and log it.
 *
 * @throws APIError `USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL`, as of an address that was taken before
 */
export async function tellingTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.constraint !== "user_email_unique") throw error;
    throw APIError.from("UNPROCESSABLE_ENTITY", BASE_ERROR_CODES.USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL);
  }
}
