import { foreignKey, integer, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { changeNumber } from "./columns.js";
import { appSchema, userState } from "./user-state.js";

/** What was deleted for good: so that a client that syncs hears of it, and a `version` never starts again. */
export const tombstones = appSchema.table(
  "tombstones",
  {
    userId: text("user_id").notNull(),
    /** The table's name. */
    kind: text("kind").notNull(),
    id: uuid("id").notNull(),
    seq: changeNumber("seq").notNull(),
    version: integer("version").notNull(),
  },
  (t) => [
    primaryKey({ name: "tombstones_pkey", columns: [t.userId, t.kind, t.id] }),
    foreignKey({ name: "tombstones_user_fkey", columns: [t.userId], foreignColumns: [userState.userId] }).onDelete(
      "cascade",
    ),
  ],
);
