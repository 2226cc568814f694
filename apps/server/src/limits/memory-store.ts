import { type BudgetStore, grantOf, WINDOW } from "./budget-store.js";
import { keepRecent } from "./keep-recent.js";

/** Keys that are remembered, some 20 MB of them. One that is forgotten has its whole budget again. */
const KEPT = 100_000;

/** Budgets of this process alone. `clock` tells milliseconds, from any beginning. */
export function openMemoryStore(clock: () => number): BudgetStore {
  const budgetOf = keepRecent(KEPT, () => ({ taken: 0, endsAt: -Infinity }));
  return {
    async take(key, wanted, limit) {
      const budget = budgetOf(key);
      const now = clock();
      if (budget.endsAt <= now) Object.assign(budget, { taken: 0, endsAt: now + WINDOW });
      const grant = grantOf(budget.taken, wanted, limit, budget.endsAt - now);
      budget.taken += grant.granted;
      return grant;
    },
  };
}
