import type postgres from "postgres";
import { notesWords, titleWords, toVector } from "./search-words.js";

/** Rows of one statement. */
const BATCH = 1000;

/**
 * Gives their words to tasks that were stored by a version that did not know of them, so that the search finds them.
 * Splitting words takes ICU's dictionaries, which SQL has not. Other writers wait meanwhile.
 */
export async function indexWords(owner: postgres.TransactionSql): Promise<void> {
  const [found] = await owner`select app.any_task_without_words() as any`;
  if (found?.["any"] !== true) return;
  // Neither a change of the task, which its triggers would count, nor hidden from who migrates.
  await owner.unsafe("alter table app.tasks disable trigger user, no force row level security");
  // Looked for anew, each batch would pass by all that those before it have done.
  await owner`
    declare wordless no scroll cursor for select user_id, id, title, notes from app.tasks where title_words is null`;
  for (let done = BATCH; done > 0;) done = await indexBatch(owner);
  await owner`close wordless`;
  await owner.unsafe("alter table app.tasks enable trigger user, force row level security");
}

async function indexBatch(owner: postgres.TransactionSql): Promise<number> {
  const rows = await owner.unsafe<{ user_id: string; id: string; title: string; notes: string | null }[]>(
    `fetch ${BATCH} from wordless`,
  );
  const columns = {
    users: rows.map((row) => row.user_id),
    ids: rows.map((row) => row.id),
    titles: rows.map((row) => toVector(titleWords(row.user_id, row.title))),
    notes: rows.map((row) => toVector(notesWords(row.user_id, row.notes))),
  };
  // As JSON: postgres.js would have to ask for the types of lists first.
  await owner`
    update app.tasks t set title_words = words.titles::tsvector, notes_words = words.notes::tsvector
    from rows from (
      jsonb_array_elements_text(${JSON.stringify(columns.users)}::text::jsonb),
      jsonb_array_elements_text(${JSON.stringify(columns.ids)}::text::jsonb),
      jsonb_array_elements_text(${JSON.stringify(columns.titles)}::text::jsonb),
      jsonb_array_elements_text(${JSON.stringify(columns.notes)}::text::jsonb)
    ) as words (user_id, id, titles, notes)
    where t.user_id = words.user_id and t.id = words.id::uuid`;
  return rows.length;
}
