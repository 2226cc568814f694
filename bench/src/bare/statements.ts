/** What our server sends for the same calls, to the letter: so that the database's work is the same. */
export const SET_USER = "select set_config('role', $1, true), set_config('app.user_id', $2, true)";

const COLUMNS =
  '"user_id", "id", "title", "title_key", "notes", "completed_at", "priority", "due_date", "due_time", "time_zone", "due_at", "labels", "parent_id", "position", "created_at", "updated_at", "deleted_at", "state", "version", "seq"';

/** The rows of one state, newest first; the index `tasks_created` has them in this order. */
const branch = (user: number) =>
  `(select ${COLUMNS} from "app"."tasks" where ("app"."tasks"."user_id" = $${user} and "app"."tasks"."state" = $${user + 1}) order by "app"."tasks"."created_at" desc, "app"."tasks"."id" desc limit $${user + 2})`;

export const LIST = `${branch(1)} union all ${branch(4)} order by "created_at" desc nulls last, "id" desc  limit $7`;

export const GET = `select ${COLUMNS} from "app"."tasks" where ("app"."tasks"."user_id" = $1 and "app"."tasks"."id" = $2 and "app"."tasks"."deleted_at" is null)`;

export const CREATE = `insert into "app"."tasks" ("user_id", "id", "title", "title_words", "notes", "notes_words", "completed_at", "priority", "due_date", "due_time", "time_zone", "due_at", "labels", "parent_id", "position", "created_at", "updated_at", "deleted_at", "version", "seq") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, default, $12, $13, $14, default, default, default, default, default) returning ${COLUMNS}`;

export const RENAME = `update "app"."tasks" set "title" = $1, "title_words" = $2 where ("app"."tasks"."user_id" = $3 and "app"."tasks"."id" = $4 and "app"."tasks"."deleted_at" is null) returning ${COLUMNS}`;
