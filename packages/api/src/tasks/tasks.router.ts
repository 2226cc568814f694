import { z } from "zod";
import { reading, router, writing } from "../trpc.js";
import { batchCost, batchTasks } from "./tasks.batch.js";
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
    .input(listTasksInput)
    .output(taskPage)
    .query(({ ctx, input }) => listTasks(ctx.caller, input)),

  get: read(taskRest.get)
    .input(taskReference)
    .output(task)
    .query(({ ctx, input }) => getTask(ctx.caller, input)),

  create: write(taskRest.create)
    .input(createTaskInput)
    .output(task)
    .mutation(({ ctx, input }) => ctx.caller.writeAtOnce(input, createTask)),

  update: write(taskRest.update)
    .input(updateTaskInput)
    .output(task)
    .mutation(({ ctx, input }) => ctx.caller.writeAtOnce(input, updateTask)),

  replace: write(taskRest.replace)
    .input(replaceTaskInput)
    .output(task)
    .mutation(({ ctx, input }) => ctx.caller.writeAtOnce(input, replaceTask)),

  delete: write(taskRest.delete)
    .input(deleteTaskInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.caller.writeAtOnce(input, deleteTask)),

  restore: write(taskRest.restore)
    .input(restoreTaskInput)
    .output(task)
    .mutation(({ ctx, input }) => ctx.caller.writeAtOnce(input, restoreTask)),

  batch: write(taskRest.batch)
    .input(batchTasksInput)
    .output(batchResult)
    .use(async ({ ctx, input, next }) => {
      await ctx.charge(batchCost(input) - 1);
      return next();
    })
    .mutation(({ ctx, input }) => ctx.caller.write(input, batchTasks)),
});
