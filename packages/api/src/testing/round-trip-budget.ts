/** What a call costs at the database. */
export interface RoundTrips {
  /** Statements sent, those that begin and end the transaction included. */
  readonly statements: number;
  /** Times that an answer is waited for before more is sent. */
  readonly trips: number;
}

/** A row of the table. */
export interface Budget extends RoundTrips {
  /** Trips under an idempotency key, where the procedure takes one. */
  readonly tripsWithKey?: number;
}

/**
 * What each procedure may cost, by a typical call. A new one has no row here, and its test fails until it has; a row is
 * made larger only where that was meant.
 */
export const roundTripBudget: Readonly<Record<string, Budget>> = {
  "tasks.list": { statements: 4, trips: 1 },
  "tasks.get": { statements: 4, trips: 1 },
  "tasks.create": { statements: 4, trips: 1, tripsWithKey: 3 },
  "tasks.update": { statements: 4, trips: 1, tripsWithKey: 3 },
  "tasks.replace": { statements: 4, trips: 1, tripsWithKey: 3 },
  "tasks.delete": { statements: 4, trips: 1, tripsWithKey: 3 },
  "tasks.restore": { statements: 4, trips: 1, tripsWithKey: 3 },
  "tasks.batch": { statements: 6, trips: 2, tripsWithKey: 3 },
  "me.get": { statements: 4, trips: 1 },
  "me.update": { statements: 5, trips: 2, tripsWithKey: 3 },
  "me.delete": { statements: 0, trips: 0, tripsWithKey: 0 },
  "me.keys.list": { statements: 0, trips: 0 },
  "me.keys.create": { statements: 0, trips: 0 },
  "me.keys.revoke": { statements: 4, trips: 2, tripsWithKey: 3 },
};
