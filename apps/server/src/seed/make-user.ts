import { type BulkUser, notesWords, PRIORITIES, titleWords } from "@typedo/db";
import { makeRandom, type Random } from "./random.js";

const ACTIONS = [
  "Call",
  "Write to",
  "Meet",
  "Pay",
  "Book",
  "Order",
  "Return",
  "Plan",
  "Review",
  "Clean",
  "Repair",
  "Prepare",
  "Check",
  "Renew",
  "Cancel",
] as const;
const THINGS = [
  "the dentist",
  "Maria about the contract",
  "the electricity bill",
  "train tickets to Lyon",
  "the quarterly report",
  "a birthday present for Jonas",
  "the bicycle",
  "the kitchen",
  "passport photos",
  "the team offsite",
  "tax papers",
  "the library books",
  "the budget for spring",
  "the garden shed",
  "slides for Thursday",
  "the insurance",
  "café furniture",
  "the 東京 itinerary",
] as const;
const NOTES = [
  "Ask for the **invoice number** first.",
  "- list what is missing\n- send it round",
  "See the mail of last week.",
  "Not before 10 o'clock.",
  "Costs about 40 €.",
] as const;
const LABELS = ["home", "work", "errands", "waiting", "phone", "reading"] as const;
const TIMES = ["08:00", "09:30", "12:00", "15:15", "18:45"] as const;
const FIRST_NAMES = ["Ada", "Bruno", "Chiara", "Deniz", "Emeka", "Freya", "Goran", "Hana", "Ines", "Jun"] as const;
const LAST_NAMES = [
  "Okafor",
  "Lindqvist",
  "Moreau",
  "Tanaka",
  "Kowalski",
  "Silva",
  "Haddad",
  "Novak",
  "Byrne",
  "Fischer",
] as const;

const DAY = 24 * 3600 * 1000;

export interface SeedOptions {
  readonly users: number;
  readonly tasks: number;
  /** The day that due dates lie around, in UTC. */
  readonly today: Date;
  readonly passwordHash: string;
}

/** All users, one after the other; the same at each walk. */
export function* makeUsers(options: SeedOptions): Generator<BulkUser> {
  for (let number = 1; number <= options.users; number += 1) yield makeUser(number, options);
}

function makeUser(number: number, { tasks, today, passwordHash }: SeedOptions): BulkUser {
  const random = makeRandom(number);
  const id = `user-${String(number).padStart(6, "0")}`;
  const since = new Date(today.getTime() - 400 * DAY);
  const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
  return {
    user: { id, name, email: `${id}@example.com`, emailVerified: true, createdAt: since, updatedAt: since },
    account: {
      id: `account-${id}`,
      accountId: id,
      providerId: "credential",
      userId: id,
      password: passwordHash,
      createdAt: since,
      updatedAt: since,
    },
    state: { userId: id, seq: String(tasks) },
    tasks: Array.from({ length: tasks }, (_, index) => makeTask(random, id, index, tasks, today)),
  };
}

function makeTask(
  random: Random,
  userId: string,
  index: number,
  count: number,
  today: Date,
): BulkUser["tasks"][number] {
  // Spread over the last year, in the order of their change numbers.
  const createdAt = new Date(
    today.getTime() - 365 * DAY + Math.floor(((index + random.whole(1000) / 1000) * 365 * DAY) / count),
  );
  const dueDate = random.chance(0.6)
    ? new Date(today.getTime() + (random.whole(90) - 30) * DAY).toISOString().slice(0, 10)
    : null;
  const dueTime = dueDate !== null && random.chance(0.4) ? random.pick(TIMES) : null;
  const id = random.uuid();
  const title = `${random.pick(ACTIONS)} ${random.pick(THINGS)}`;
  const notes = random.chance(0.3) ? random.pick(NOTES) : null;
  return {
    userId,
    id,
    title,
    titleWords: titleWords(userId, title),
    notes,
    notesWords: notesWords(userId, notes),
    completedAt: random.chance(0.4) ? new Date(createdAt.getTime() + random.whole(DAY)) : null,
    priority: random.chance(0.5) ? "none" : random.pick(PRIORITIES),
    dueDate,
    dueTime,
    dueAt: dueAt(dueDate, dueTime),
    labels: [...new Set(Array.from({ length: random.whole(3) }, () => random.pick(LABELS)))],
    createdAt,
    updatedAt: createdAt,
    version: 1,
    seq: String(index + 1),
  };
}

/** As the trigger has it, for a user whose zone is UTC: the end of the day, if there is no time. */
function dueAt(date: string | null, time: string | null): Date | null {
  if (date === null) return null;
  const day = new Date(`${date}T00:00:00Z`).getTime();
  const minutes = time === null ? 24 * 60 : Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return new Date(day + minutes * 60_000);
}
