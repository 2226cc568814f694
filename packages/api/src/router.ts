import { meRouter } from "./me/me.router.js";
import { tasksRouter } from "./tasks/tasks.router.js";
import { router } from "./trpc.js";

/** Every operation, at every door. */
export const appRouter = router({
  tasks: tasksRouter,
  me: meRouter,
});

export type AppRouter = typeof appRouter;
