import { type SQL, sql } from "drizzle-orm";
import {
  check,
  date,
  foreignKey,
  index,
  integer,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import {
  byteOrderedText,
  changeNumber,
  instant,
  minuteOfDay,
  peopleOrderedText,
  priorityColumn,
  searchWordsColumn,
  textList,
} from "./columns.js";
import { appSchema, userState } from "./user-state.js";

/** What `state` holds: it leads every sort's index, so that one index serves open, done and trashed tasks alike. */
export const TASK_STATE = { open: 0, done: 1, trashedOpen: 2, trashedDone: 3 } as const;

/** The users' tasks. `version`, `seq`, `due_at`, `created_at` and `updated_at` are the triggers' alone. */
export const tasks = appSchema.table(
  "tasks",
  {
    userId: text("user_id").notNull(),
    id: uuid("id").notNull(),
    title: byteOrderedText("title").notNull(),
    titleKey: peopleOrderedText("title_key")
      .notNull()
      .generatedAlwaysAs((): SQL => sql`lower(${tasks.title} collate "und-x-icu")`),
    titleWords: searchWordsColumn("title_words"),
    notes: text("notes"),
    notesWords: searchWordsColumn("notes_words"),
    completedAt: instant("completed_at"),
    priority: priorityColumn("priority")
      .notNull()
      .default(sql`0`),
    dueDate: date("due_date", { mode: "string" }),
    dueTime: minuteOfDay("due_time"),
    timeZone: text("time_zone"),
    dueAt: instant("due_at"),
    labels: textList("labels")
      .notNull()
      .default(sql`'{}'`),
    parentId: uuid("parent_id"),
    position: byteOrderedText("position").notNull().default("a0"),
    createdAt: instant("created_at")
      .notNull()
      .default(sql`now()`),
    updatedAt: instant("updated_at")
      .notNull()
      .default(sql`now()`),
    deletedAt: instant("deleted_at"),
    state: smallint("state")
      .notNull()
      .generatedAlwaysAs(
        (): SQL =>
          sql`case when ${tasks.deletedAt} is null then 0 else 2 end + case when ${tasks.completedAt} is null then 0 else 1 end`,
      ),
    version: integer("version").notNull().default(1),
    seq: changeNumber("seq").notNull().default("0"),
  },
  (t) => [
    primaryKey({ name: "tasks_pkey", columns: [t.userId, t.id] }),
    foreignKey({ name: "tasks_user_fkey", columns: [t.userId], foreignColumns: [userState.userId] }).onDelete(
      "cascade",
    ),
    // With `on delete set null (parent_id)`, which only hand-written SQL can say.
    foreignKey({ name: "tasks_parent_fkey", columns: [t.userId, t.parentId], foreignColumns: [t.userId, t.id] }),
    uniqueIndex("tasks_seq").on(t.userId, t.seq),
    index("tasks_state_seq").on(t.userId, t.state, t.seq),
    index("tasks_created").on(t.userId, t.state, t.createdAt, t.id),
    index("tasks_due").on(t.userId, t.state, t.dueAt, t.id),
    index("tasks_priority").on(t.userId, t.state, t.priority, t.id),
    index("tasks_title").on(t.userId, t.state, t.titleKey, t.id),
    index("tasks_siblings")
      .on(t.userId, t.parentId, t.state, t.position, t.id)
      .where(sql`${t.parentId} is not null`),
    index("tasks_top_level")
      .on(t.userId, t.state, t.position, t.id)
      .where(sql`${t.parentId} is null`),
    index("tasks_without_words")
      .on(t.userId)
      .where(sql`${t.titleWords} is null`),
    check("tasks_title_length", sql`length(${t.title}) between 1 and 500`),
    check("tasks_notes_length", sql`length(${t.notes}) <= 16384`),
    check("tasks_priority_range", sql`${t.priority} between 0 and 4`),
    // The first and last day would fall out of the years 1 to 9999 in some time zone.
    check("tasks_due_date_range", sql`${t.dueDate} between '0001-01-02' and '9999-12-30'`),
    check(
      "tasks_due_time_needs_date",
      sql`${t.dueTime} is null or (${t.dueDate} is not null and ${t.dueTime} < '24:00')`,
    ),
    check("tasks_time_zone_length", sql`length(${t.timeZone}) <= 64`),
    check("tasks_labels_count", sql`cardinality(${t.labels}) <= 20`),
    check("tasks_position_form", sql`${t.position} ~ '^[0-9A-Za-z]{1,100}$'`),
    check("tasks_parent_other", sql`${t.parentId} <> ${t.id}`),
  ],
);
