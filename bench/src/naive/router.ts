import { initTRPC, TRPCError } from "@trpc/server";
import { notesWords, tasks, titleWords } from "@typedo/db";
import { and, desc, eq, getTableColumns, isNull, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import superjson from "superjson";
import type { OpenApiMeta } from "trpc-to-openapi";
import { newId } from "../new-id.js";
import { createInput, listInput, page, reference, renameInput, task } from "./schema.js";

export interface Context {
  readonly userId: string | undefined;
  readonly database: PostgresJsDatabase;
}

const t = initTRPC.context<Context>().meta<OpenApiMeta>().create({ transformer: superjson });

const signedIn = t.procedure.use(({ ctx, next }) => {
  if (ctx.userId === undefined) throw new TRPCError({ code: "UNAUTHORIZED" });
  return next({ ctx: { userId: ctx.userId } });
});

const { titleWords: _title, notesWords: _notes, ...columns } = getTableColumns(tasks);
type TaskRow = Omit<typeof tasks.$inferSelect, "titleWords" | "notesWords">;

export const naiveRouter = t.router({
  tasks: t.router({
    list: signedIn
      .meta({ openapi: { method: "GET", path: "/tasks" } })
      .input(listInput)
      .output(page)
      .query(async ({ ctx, input }) => {
        const rows = await asUser(ctx, "typedo_reader", async (transaction) => {
          // Open and completed ones, each from the index that has them in this order: what our server asks for.
          const ofState = (state: number) =>
            transaction
              .select(columns)
              .from(tasks)
              .where(and(eq(tasks.userId, ctx.userId), eq(tasks.state, state)))
              .orderBy(desc(tasks.createdAt), desc(tasks.id))
              .limit(input.limit + 1);
          return unionAll(ofState(0), ofState(1))
            .orderBy(sql`"created_at" desc nulls last, "id" desc`)
            .limit(input.limit + 1);
        });
        const last = rows.length > input.limit ? rows[input.limit - 1] : undefined;
        return { items: rows.slice(0, input.limit).map(toTask), nextCursor: last ? cursorOf(last) : null };
      }),

    get: signedIn
      .meta({ openapi: { method: "GET", path: "/tasks/{id}" } })
      .input(reference)
      .output(task)
      .query(async ({ ctx, input }) => {
        const rows = await asUser(ctx, "typedo_reader", async (transaction) =>
          transaction.select(columns).from(tasks).where(notTrashed(ctx.userId, input.id)),
        );
        return onlyTask(rows);
      }),

    create: signedIn
      .meta({ openapi: { method: "POST", path: "/tasks" } })
      .input(createInput)
      .output(task)
      .mutation(async ({ ctx, input }) => {
        const { userId } = ctx;
        const rows = await asUser(ctx, "typedo_writer", async (transaction) =>
          transaction
            .insert(tasks)
            .values({
              ...input,
              id: newId(),
              userId,
              titleWords: titleWords(userId, input.title),
              notesWords: notesWords(userId, input.notes),
            })
            .returning(columns),
        );
        return onlyTask(rows);
      }),

    update: signedIn
      .meta({ openapi: { method: "PATCH", path: "/tasks/{id}" } })
      .input(renameInput)
      .output(task)
      .mutation(async ({ ctx, input }) => {
        const rows = await asUser(ctx, "typedo_writer", async (transaction) =>
          transaction
            .update(tasks)
            .set({ title: input.title, titleWords: titleWords(ctx.userId, input.title) })
            .where(notTrashed(ctx.userId, input.id))
            .returning(columns),
        );
        return onlyTask(rows);
      }),
  }),
});

type Transaction = Parameters<Parameters<PostgresJsDatabase["transaction"]>[0]>[0];

async function asUser<T>(
  { database, userId }: { database: PostgresJsDatabase; userId: string },
  role: "typedo_reader" | "typedo_writer",
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  return database.transaction(async (transaction) => {
    await transaction.execute(
      sql`select set_config('role', ${role}, true), set_config('app.user_id', ${userId}, true)`,
    );
    return work(transaction);
  });
}

function notTrashed(userId: string, id: string) {
  return and(eq(tasks.userId, userId), eq(tasks.id, id), isNull(tasks.deletedAt));
}

function onlyTask(rows: readonly TaskRow[]) {
  const [row] = rows;
  if (!row) throw new TRPCError({ code: "NOT_FOUND" });
  return toTask(row);
}

function toTask({ titleKey: _titleKey, state: _state, ...row }: TaskRow) {
  return { ...row, completed: row.completedAt !== null };
}

function cursorOf(row: TaskRow): string {
  return Buffer.from(`${row.createdAt.toISOString()} ${row.id}`).toString("base64url");
}
