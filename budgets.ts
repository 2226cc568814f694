/** What a procedure costs at the database. */
interface RoundTrips {
  /** Statements sent, those that begin and end the transaction included. */
  readonly statements: number;
  /** Times that an answer is waited for before more is sent. */
  readonly trips: number;
  /** Trips under an idempotency key, where the procedure takes one. */
  readonly tripsWithKey?: number;
}

/**
 * What things may cost, as far as it does not depend on the machine: tests fail beyond it. A figure is made larger only
 * where that was meant, and a new procedure has none, so that its test fails until it gets one.
 */
export interface Budgets {
  /** Of a typical call of each procedure (packages/api/src/round-trips.test.ts). */
  readonly roundTrips: Readonly<Record<string, RoundTrips>>;
  /** Statements of a page of a list, all in one trip (packages/api/src/round-trips.test.ts). */
  readonly pageStatements: {
    readonly plain: number;
    readonly searched: number;
    readonly counted: number;
    readonly searchedAndCounted: number;
  };
  /**
   * What PostgreSQL does for a page of 20 of 100,000 tasks: buffers, pages of 8 kB that it looks at, and rows that it sorts
   * (packages/api/src/tasks/tasks.plans.test.ts).
   */
  readonly pages: {
    readonly flat: { readonly buffers: number; readonly sorted: number };
    /** A page looks at 2,000 rows of a state. */
    readonly bounded: { readonly buffers: number; readonly sorted: number };
    /** None or one match. */
    readonly rareSearch: { readonly buffers: number };
    readonly commonSearch: { readonly buffers: number };
    /**
     * 300 matches in the longest notes, by relevance (packages/api/src/tasks/tasks.relevance.test.ts); and 500 that are
     * walked through (packages/api/src/tasks/tasks.long-notes.test.ts).
     */
    readonly longNotes: { readonly buffers: number; readonly walked: number };
    readonly counted: { readonly buffers: number };
  };
  /** JavaScript that a browser loads until the tasks are there, gzip (apps/web/src/browser/first-load.test.ts). */
  readonly firstLoadBytes: number;
  /** Types that the compiler makes of generic ones (bench/src/types/types.test.ts). */
  readonly instantiations: {
    /** Our web app, with the API's declarations. */
    readonly webApp: number;
    /** A client of the declarations of a router of 50 procedures. */
    readonly clientOf50: number;
  };
}

export const budgets: Budgets = {
  roundTrips: {
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
  },
  pageStatements: { plain: 4, searched: 5, counted: 6, searchedAndCounted: 7 },
  pages: {
    flat: { buffers: 108, sorted: 84 },
    bounded: { buffers: 10_500, sorted: 8000 },
    rareSearch: { buffers: 100 },
    commonSearch: { buffers: 5000 },
    longNotes: { buffers: 700, walked: 2500 },
    counted: { buffers: 60_000 },
  },
  firstLoadBytes: 150_000,
  instantiations: { webApp: 160_000, clientOf50: 16_000 },
};

declare module "vitest" {
  export interface ProvidedContext {
    readonly budgets: Budgets;
  }
}
