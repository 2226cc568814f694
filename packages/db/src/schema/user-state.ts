import { sql } from "drizzle-orm";
import { check, foreignKey, pgSchema, smallint, text } from "drizzle-orm/pg-core";
import { user } from "./auth.js";
import { changeNumber } from "./columns.js";

/** The users' own tables. Each is led by `user_id`, and isolated by it. */
export const appSchema = pgSchema("app");

/** One row a user, made with the first change: the change counter, and what the user set for all tasks. */
export const userState = appSchema.table(
  "user_state",
  {
    userId: text("user_id").primaryKey(),
    seq: changeNumber("seq").notNull().default("0"),
    timeZone: text("time_zone").notNull().default("UTC"),
    weekStart: smallint("week_start").notNull().default(1),
  },
  (t) => [
    foreignKey({ name: "user_state_user_fkey", columns: [t.userId], foreignColumns: [user.id] }).onDelete("cascade"),
    check("user_state_time_zone", sql`length(${t.timeZone}) <= 64`),
    check("user_state_week_start", sql`${t.weekStart} between 1 and 7`),
  ],
);
