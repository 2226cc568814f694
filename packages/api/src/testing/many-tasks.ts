import { notesWords, PRIORITIES, type tasks, titleWords, toVector } from "@typedo/db";
import type { ownerClient } from "@typedo/db/testing";

type Row = typeof tasks.$inferSelect;

/** What a made task says of itself, as far as filters and sorts look at it; it is due at the end of the day in UTC. */
export interface MadeTask extends Pick<
  Row,
  "id" | "title" | "notes" | "parentId" | "position" | "dueDate" | "createdAt"
> {
  readonly priority: (typeof PRIORITIES)[number];
  readonly completed: boolean;
  readonly trashed: boolean;
  readonly labels: readonly string[];
  readonly seq: number;
}

const WORDS = ["alpha", "beta", "gamma", "delta", "Épsilon", "zeta", "東京都庁", "eta", "theta", "iota"] as const;

const ROWS_A_STATEMENT = 5000;

/** The same tasks for the same number, some of them rare among the others. */
export function* makeTasks(count: number, seed = 1): Generator<MadeTask> {
  const random = makeRandom(seed);
  const word = () => random.pick(WORDS);
  const parents: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const id = random.uuid();
    if (index < 10) parents.push(id);
    const rare = index === Math.floor(count / 2);
    yield {
      id,
      title: `${word()} ${word()} ${rare ? "needle" : `number${index % 1000}`}`,
      notes: random.chance(0.1) ? `${word()} is noted` : null,
      priority: random.chance(0.001) ? "urgent" : random.pick(PRIORITIES.slice(0, 4)),
      completed: random.chance(0.3),
      trashed: random.chance(0.05),
      labels: [...(random.chance(0.3) ? ["common"] : []), ...(rare ? ["rare"] : [])],
      parentId: index >= 10 && random.chance(0.05) ? random.pick(parents) : null,
      position: `a${random.whole(50).toString(36)}`,
      dueDate: random.chance(0.6)
        ? new Date(Date.UTC(2026, 0, 1 + random.whole(400))).toISOString().slice(0, 10)
        : null,
      // Some at the same instant.
      createdAt: new Date(Date.UTC(2026, 0, 1) + Math.floor(index / 3) * 1000),
      seq: index + 1,
    };
  }
}

/** Somebody's tasks. */
export type TasksOf = readonly [userId: string, tasks: Iterable<MadeTask>];

/** Stores them as they are, past triggers and policies. */
export async function storeTasks(
  owner: ReturnType<typeof ownerClient>,
  users: readonly TasksOf[],
  onProgress: (stored: number) => void = () => {},
): Promise<void> {
  const userIds = users.map(([userId]) => userId);
  await owner`insert into app.user_state (user_id, seq) select unnest(${userIds}::text[]), 10000000 on conflict do nothing`;
  await owner`alter table app.tasks disable trigger user`;
  // Made again at the end, which is far quicker than to keep them up row by row.
  const indexes = await owner<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = 'app' and tablename = 'tasks' and indexname <> 'tasks_pkey'`;
  for (const { name } of indexes) await owner.unsafe(`drop index app.${name}`);
  let stored = 0;
  let underWay: Promise<unknown> = Promise.resolve();
  for (const rows of inBatches(rowsOf(users), ROWS_A_STATEMENT)) {
    await underWay;
    onProgress(stored);
    // Stored while the next are made.
    underWay = insert(owner, rows);
    stored += rows.length;
  }
  await underWay;
  for (const { definition } of indexes) await owner.unsafe(definition);
  await owner`alter table app.tasks enable trigger user`;
  await owner`vacuum analyze app.tasks`;
  onProgress(stored);
}

async function insert(owner: ReturnType<typeof ownerClient>, rows: readonly object[]): Promise<void> {
  await owner`insert into app.tasks (user_id, id, title, title_words, notes, notes_words, priority, completed_at, deleted_at, labels,
      parent_id, position, due_date, due_at, created_at, updated_at, seq)
    select user_id, id, title, title_words::tsvector, notes, notes_words::tsvector, priority, completed_at, deleted_at, labels,
      parent_id, position, due_date, due_date + interval '1 day', created_at, created_at, seq
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as made (user_id text, id uuid, title text, title_words text,
      notes text, notes_words text, priority smallint, completed_at timestamptz, deleted_at timestamptz, labels text[],
      parent_id uuid, position text, due_date date, created_at timestamptz, seq bigint)`;
}

function* rowsOf(users: Iterable<TasksOf>) {
  for (const [userId, tasks] of users) for (const task of tasks) yield toRow(userId, task);
}

function* inBatches<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    if (batch.push(item) < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function toRow(userId: string, { completed, trashed, priority, ...task }: MadeTask) {
  const since = task.createdAt.toISOString();
  return {
    user_id: userId,
    id: task.id,
    title: task.title,
    title_words: toVector(titleWords(userId, task.title)),
    notes: task.notes,
    notes_words: toVector(notesWords(userId, task.notes)),
    priority: PRIORITIES.indexOf(priority),
    completed_at: completed ? since : null,
    deleted_at: trashed ? since : null,
    labels: task.labels,
    parent_id: task.parentId,
    position: task.position,
    due_date: task.dueDate,
    created_at: since,
    seq: task.seq,
  };
}

/** Numbers that are the same for the same seed: a linear congruential generator (Numerical Recipes). */
function makeRandom(seed: number) {
  let state = seed;
  const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const whole = (below: number) => Math.floor(next() * below);
  const hex = (digits: number) => Array.from({ length: digits }, () => whole(16).toString(16)).join("");
  return {
    whole,
    chance: (of: number) => next() < of,
    pick<T>(from: readonly T[]): T {
      const picked = from[whole(from.length)];
      if (picked === undefined) throw new RangeError("There is nothing to pick from");
      return picked;
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
}
