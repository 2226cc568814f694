import { translateDatabaseError } from "@typedo/db";

/** @throws what `work` throws, an error of the database as one of the two that callers know */
export async function translating<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
