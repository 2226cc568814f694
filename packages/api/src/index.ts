export type { Context } from "./context.js";
export { ApiError, type ErrorCode, errorCatalogue, unauthenticated } from "./errors.js";
export { type Fault, toFault } from "./fault.js";
export { type AppRouter, appRouter } from "./router.js";
export type {
  CreateTaskInput,
  ListTasksInput,
  Task,
  TaskPage,
  TaskSort,
  UpdateTaskInput,
} from "./tasks/tasks.schema.js";
export type { Meta } from "./meta.js";
export { requireScope } from "./require-scope.js";
