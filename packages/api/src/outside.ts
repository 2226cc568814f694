import { DatabaseUnavailableError } from "@typedo/db";

/** What a change does outside of its transaction: it stays, and may be under way still, whatever becomes of that one. */
export interface Outside {
  outside<T>(work: () => Promise<T>): Promise<T>;
  /** Why the transaction failed: that nothing was changed is not known where something may be there outside of it. */
  explain(error: unknown): unknown;
}

export function openOutside(): Outside {
  let mayBeThere = false;
  return {
    async outside(work) {
      const before = mayBeThere;
      mayBeThere = true;
      try {
        return await work();
      } catch (error) {
        // It says itself what is known of it.
        mayBeThere = before;
        throw error;
      }
    },
    explain: (error) =>
      mayBeThere && error instanceof DatabaseUnavailableError
        ? new DatabaseUnavailableError("outcome-unknown", error)
        : error,
  };
}
