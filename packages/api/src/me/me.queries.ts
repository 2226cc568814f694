import { userState, type WriteTransaction } from "@typedo/db";
import { eq, sql } from "drizzle-orm";
import type { Profile } from "../accounts.js";
import { unauthenticated } from "../errors.js";
import type { ChangeInSteps, Reader, WriteInput } from "../trpc.js";
import type { Me, UpdateMeInput } from "./me.schema.js";

/** What `/api/me` has beside the account's own. */
type Settings = Omit<Me, keyof Profile>;

/** Of a user who has set nothing yet. */
const DEFAULTS: Settings = { timeZone: "UTC", weekStart: 1 };

const settingsColumns = { timeZone: userState.timeZone, weekStart: userState.weekStart } satisfies Record<
  keyof Settings,
  unknown
>;

/** @throws ApiError `unauthenticated` if the account is gone */
export async function getMe({ accounts, userId, transactBriefly }: Reader): Promise<Me> {
  const [profile, [settings]] = await Promise.all([
    accounts.find(userId),
    transactBriefly((transaction) =>
      transaction.select(settingsColumns).from(userState).where(eq(userState.userId, userId)),
    ),
  ]);
  return describe(profile, settings);
}

/** A new time zone moves the due instants of tasks that have none of their own. */
export async function updateMe(
  transaction: WriteTransaction,
  { accounts, outside, userId }: ChangeInSteps,
  { name, ...changes }: Omit<UpdateMeInput, keyof WriteInput>,
): Promise<Me> {
  const mine = eq(userState.userId, userId);
  const [, [settings]] = await Promise.all([
    ensureState(transaction),
    Object.values(changes).every((value) => value === undefined)
      ? transaction.select(settingsColumns).from(userState).where(mine)
      : transaction.update(userState).set(changes).where(mine).returning(settingsColumns),
  ]);
  // The name is kept by the accounts, outside of this transaction: so it is last. Before COMMIT, as a replay would answer
  // for a name that was never set; if COMMIT fails, whoever asks again sets the same name again.
  const profile = name === undefined ? await accounts.find(userId) : await outside(() => accounts.rename(userId, name));
  return describe(profile, settings);
}

/** The user's row, to which all else of theirs belongs; made with the first change. */
export function ensureState(transaction: WriteTransaction): PromiseLike<unknown> {
  return transaction.select({ made: sql`app.ensure_state()` }).from(sql`(values (1)) as one`);
}

function describe(profile: Profile | undefined, settings: Settings | undefined): Me {
  if (!profile) throw unauthenticated(true);
  return { ...profile, ...(settings ?? DEFAULTS) };
}
