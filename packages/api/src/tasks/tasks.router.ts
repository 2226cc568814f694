import { z } from "zod";
import { synchronous } from "../synchronous.js";
import { reading, router, writing } from "../trpc.js";
import { batchCost, batchSeconds, batchTasks } from "./tasks.batch.js";
import { listTasksInput } from "./tasks.filters.js";
import { listTasks } from "./tasks.list.js";
import { createTask, deleteTask, getTask, replaceTask, restoreTask, updateTask } from "./tasks.queries.js";
import { taskRest } from "./tasks.rest.js";
import {
  batchResult,
  batchTasksInput,
  createTaskInput,
  deleteTaskInput,
  replaceTaskInput,
  restoreTaskInput,
  task,
  taskPage,
  taskReference,
  updateTaskInput,
} from "./tasks.schema.js";

const read = (openapi: (typeof taskRest)["list" | "get"]) => reading({ scope: "tasks:read", openapi });
const write = (openapi: (typeof taskRest)[Exclude<keyof typeof taskRest, "list" | "get">]) =>
  writing({ scope: "tasks:write", openapi });

export const tasksRouter = router({
  list: read(taskRest.list)
    .input(synchronous(listTasksInput))
    .output(synchronous(taskPage))
    .query(({ ctx, input }) => listTasks(ctx.caller, input)),

  get: read(taskRest.get)
    .input(synchronous(taskReference))
    .output(synchronous(task))
    .query(({ ctx, input }) => getTask(ctx.caller, input)),

  create: write(taskRest.create)
    .input(synchronous(createTaskInput))
    .output(synchronous(task))
    .mutation(({ ctx, input }) => ctx.caller.writeAtOnce(input, createTask)),

  update: write(taskRest.update)
    .input(synchronous(updateTaskInput))
    .output(synchronous(task))
    .mutation(({ ctx, input }) => ctx.caller.writeAtOnce(input, updateTask)),

  replace: write(taskRest.replace)
    .input(synchronous(replaceTaskInput))
    .output(synchronous(task))
    .mutation(({ ctx, input }) => ctx.caller.writeAtOnce(input, replaceTask)),

  delete: write(taskRest.delete)
    .input(synchronous(deleteTaskInput))
    .output(synchronous(z.void()))
    .mutation(({ ctx, input }) => ctx.caller.writeAtOnce(input, deleteTask)),

  restore: write(taskRest.restore)
    .input(synchronous(restoreTaskInput))
    .output(synchronous(task))
    .mutation(({ ctx, input }) => ctx.caller.writeAtOnce(input, restoreTask)),

  batch: write(taskRest.batch)
    .input(synchronous(batchTasksInput))
    .output(synchronous(batchResult))
    .use(async ({ ctx, input, next }) => {
      await ctx.charge(batchCost(input) - 1);
      return next();
    })
    .mutation(({ ctx, input }) => ctx.caller.write(input, batchTasks, batchSeconds(input))),
});
