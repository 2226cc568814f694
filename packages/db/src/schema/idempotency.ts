import { sql } from "drizzle-orm";
import { boolean, check, foreignKey, index, primaryKey, text } from "drizzle-orm/pg-core";
import { byteOrderedText, instant } from "./columns.js";
import { appSchema, userState } from "./user-state.js";

/** What a write that carried an idempotency key answered, stored in that write's own transaction. */
export const idempotency = appSchema.table(
  "idempotency",
  {
    userId: text("user_id").notNull(),
    key: byteOrderedText("key").notNull(),
    /** Of procedure and input: another call under the same key is refused. */
    fingerprint: text("fingerprint").notNull(),
    /** The output, as superjson writes it. */
    answer: text("answer").notNull(),
    /** Whether the call made something new. */
    created: boolean("created").notNull().default(false),
    expiresAt: instant("expires_at")
      .notNull()
      .default(sql`now() + interval '24 hours'`),
  },
  (t) => [
    primaryKey({ name: "idempotency_pkey", columns: [t.userId, t.key] }),
    foreignKey({ name: "idempotency_user_fkey", columns: [t.userId], foreignColumns: [userState.userId] }).onDelete(
      "cascade",
    ),
    index("idempotency_expired").on(t.expiresAt),
    check("idempotency_key_length", sql`length(${t.key}) between 1 and 255`),
  ],
);
